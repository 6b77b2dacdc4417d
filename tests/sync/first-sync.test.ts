/** Failure F11: a first sync over a line that drops goes on where it was, and the book is of use after its first page. */
import { expect, test } from 'vitest';
import { Fault } from '#kernel/result.ts';
import { harvests } from '#modules/harvests/index.ts';
import { handleSync } from '#server/sync/handle-sync.ts';
import { exchange, type Transport } from '#sync/index.ts';
import { benchServer, openStation, saveHarvests, saveLists, syncStation } from '../bench/station.ts';

const SLIPS = 2_000;
const BYTE_BUDGET = 4 * 1024;

test('[F11] a first sync whose every third answer is lost costs those answers alone, and shows rows after the first', async () => {
  const server = benchServer(':memory:');
  const answers: Transport = { send: async (body) => (await handleSync(server, body)).body };
  const office = openStation(server, 1);
  const idOf = await saveLists(office);
  await saveHarvests(office, idOf, { from: 0, count: SLIPS });
  await syncStation(office, answers);

  const [lost, arrived] = [[] as number[], [] as number[]];
  let isFlaky = true;
  const dropping: Transport = {
    async send(body) {
      const answer = await answers.send(body);
      if (isFlaky && (lost.length + arrived.length) % 3 === 2) {
        lost.push(answer.length);
        throw new Fault('sync.offline');
      }
      arrived.push(answer.length);
      return answer;
    },
  };
  const bytesOfFirstSync = async (number: number, flaky: boolean): Promise<readonly number[]> => {
    isFlaky = flaky;
    arrived.length = 0;
    lost.length = 0;
    const { database, token, keys } = openStation(server, number);
    const shown = async (): Promise<number> => database.store.reader.count(harvests.name);
    const seen: number[] = [];
    for (let isComplete = false; !isComplete; ) {
      try {
        const outcome = await exchange(database, dropping, { token, keys, build: 'test', byteBudget: BYTE_BUDGET });
        isComplete = outcome.kind === 'applied' && outcome.isComplete;
        seen.push(await shown());
      } catch (cause) {
        if (!(cause instanceof Fault) || cause.code !== 'sync.offline') throw cause;
      }
    }
    expect(seen.at(-1)).toBe(SLIPS);
    // What has come is never taken back, and a page is there long before the end.
    expect(seen).toEqual([...seen].sort((left, right) => left - right));
    expect(seen.findIndex((rows) => rows > 0)).toBeLessThan(seen.length / 4);
    return [arrived.reduce((sum, bytes) => sum + bytes, 0), lost.length];
  };
  const [steady = 0] = await bytesOfFirstSync(2, false);
  const [flaky = 0, drops = 0] = await bytesOfFirstSync(3, true);
  expect(drops).toBeGreaterThan(2);
  expect(flaky).toBeLessThan(steady * 1.02);
});
