/** What happens to phones and servers over the years, each as a scenario that says what went wrong: nothing, if all is well. */
import type { Page } from '@playwright/test';
import type { Random } from '../helpers/random.ts';
import { heldBy, settled, Village, type Phone } from './phones.ts';

type Scenario = (random: Random, times: number) => Promise<readonly string[]>;

const within = async (scenario: (village: Village) => Promise<readonly string[]>): Promise<readonly string[]> => {
  const village = await Village.found();
  try {
    return await scenario(village);
  } finally {
    await village.close();
  }
};

/** Longer than a save and a sync together, so that a kill meets every part of both. */
const LONGEST_LIFE_MS = 4_000;

/**
 * Somebody records one harvest after the other and the browser's processes are killed: at a random moment, the moment it
 * says "Đã lưu", or the moment a request is under way.
 */
export const killedBrowsers: Scenario = (random, times) =>
  within(async (village) => {
    const wrong: string[] = [];
    const phone = await village.phone();
    await phone.close();
    for (let round = 1; round <= times; round += 1) {
      const page = await phone.open();
      wrong.push(...village.wrongIn(`after kill ${round - 1}`, await heldBy(page)));
      await workUntilKilled(random, village, phone, page);
      if (round % 10 === 0) wrong.push(...(await village.wrongAtServer()));
      if (wrong.length > 0) return wrong;
    }
    const page = await phone.open();
    await settled(page);
    console.log(`${times} kills, ${village.told.size} of ${village.tried.size} saves were told`);
    const unfinished = village.told.size === 0 ? ['nothing was ever said to be saved'] : [];
    return [...unfinished, ...village.wrongIn('the phone', await heldBy(page)), ...(await village.wrongAtServer())];
  });

async function workUntilKilled(random: Random, village: Village, phone: Phone, page: Page): Promise<void> {
  let isKilled = false;
  const kill = (): void => {
    isKilled ||= phone.kill();
  };
  const toldBefore = village.told.size;
  const way = random.pick(['any moment', 'said', 'asked', 'answered'] as const);
  const pause = random.below(way === 'any moment' ? LONGEST_LIFE_MS : 60);
  if (way === 'any moment') setTimeout(kill, pause);
  if (way === 'asked')
    page.on('request', (request) => void (request.url().endsWith('/v1/sync') && setTimeout(kill, pause)));
  if (way === 'answered')
    page.on('response', (response) => void (response.url().endsWith('/v1/sync') && setTimeout(kill, pause)));
  for (let saves = 0; saves < 20 && !isKilled; saves += 1) {
    try {
      await phone.record(page);
    } catch (cause) {
      if (!isKilled) throw cause;
    }
    if (way === 'said' && village.told.size > toldBefore + random.below(3)) kill();
  }
  kill();
  await phone.close().catch(() => undefined);
}

/** A profile folder is copied, and original and copy are used side by side, each unaware of the other. */
export const copiedProfile: Scenario = (random, times) =>
  within(async (village) => {
    const original = await village.phone();
    await original.close();
    const before = await original.open();
    for (let save = 0; save < 3; save += 1) await original.record(before);
    // What is not sent yet is on both afterwards.
    await original.close();
    const copy = village.copyOf(original);
    const phones = [
      { phone: original, page: await original.open() },
      { phone: copy, page: await copy.open() },
    ];
    for (let round = 0; round < times; round += 1) {
      for (const { phone, page } of phones)
        for (let save = 1 + random.below(3); save > 0; save -= 1) await phone.record(page);
      await Promise.all(phones.map(({ page }) => settled(page)));
    }
    for (let round = 0; round < 2; round += 1) for (const { page } of phones) await settled(page);
    return wrongEverywhere(
      village,
      phones.map(({ page }) => page),
    );
  });

/** The server's files are put back to an old copy while two phones go on working; nobody does anything about it. */
export const restoredServer: Scenario = (random, times) =>
  within(async (village) => {
    const phones: { readonly phone: Phone; readonly page: Page }[] = [];
    for (let count = 0; count < 2; count += 1) {
      const phone = await village.phone();
      phones.push({ phone, page: await phone.newPage() });
    }
    const work = async (): Promise<void> => {
      for (const { phone, page } of phones)
        for (let save = 1 + random.below(2); save > 0; save -= 1) await phone.record(page);
    };
    for (let round = 0; round < times; round += 1) {
      await work();
      for (const { page } of phones) await settled(page);
      const putFilesBack = await village.stage.keepServer();
      await work();
      for (const { page } of phones) await settled(page);
      const [working] = await Promise.all([work().then(() => 'done'), putFilesBack()]);
      if (working !== 'done') throw new Error('the work is done');
      await work();
    }
    for (let round = 0; round < 3; round += 1) for (const { page } of phones) await settled(page);
    return wrongEverywhere(
      village,
      phones.map(({ page }) => page),
    );
  });

/** Two tabs of one phone save and send at the same moment. */
export const twoTabs: Scenario = (_random, times) =>
  within(async (village) => {
    const phone = await village.phone();
    const tabs = [await phone.newPage(), await phone.newPage()];
    for (let round = 0; round < times; round += 1) {
      await Promise.all(tabs.map((page) => phone.record(page)));
      await Promise.all(tabs.map((page) => settled(page)));
    }
    return wrongEverywhere(village, tabs);
  });

async function wrongEverywhere(village: Village, pages: readonly Page[]): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const [index, page] of pages.entries()) wrong.push(...village.wrongIn(`page ${index + 1}`, await heldBy(page)));
  return [...wrong, ...(await village.wrongAtServer())];
}
