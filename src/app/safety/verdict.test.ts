import { describe, expect, test } from 'vitest';
import {
  DAY_MS,
  HARDLY_ANY_ROOM_BYTES,
  isFileDue,
  isForHome,
  LITTLE_ROOM_BYTES,
  safetyVerdict,
  type Finding,
  type SafetyFacts,
} from './verdict.ts';

const NOW = Date.UTC(2026, 10, 25, 2);

/** A phone of a co-op on which all is well. */
function facts(parts: Partial<SafetyFacts> = {}): SafetyFacts {
  return {
    nowMs: NOW,
    storageFault: undefined,
    isPersistent: true,
    wasDenied: false,
    hasServer: true,
    sync: 'idle',
    unsent: 0,
    oldestUnsentAt: undefined,
    attention: 0,
    file: undefined,
    reminder: 'weekly',
    freeBytes: 4_000_000_000,
    looksPrivate: false,
    clockOffMs: 0,
    browser: { name: 'Chrome', version: 138, isOld: false },
    photosWaiting: 0,
    photosRefused: 0,
    ...parts,
  };
}

function unsentFor(days: number, parts: Partial<SafetyFacts> = {}): SafetyFacts {
  return facts({ unsent: 12, oldestUnsentAt: NOW - days * DAY_MS, reminder: 'never', ...parts });
}

const held = { at: NOW - 2 * DAY_MS, holdsAll: true };
const older = { at: NOW - 2 * DAY_MS, holdsAll: false };

/** Level and next step of the answer, and what called for it. */
function answer(given: SafetyFacts): readonly [string, string | undefined, string | undefined] {
  const { level, next, because } = safetyVerdict(given);
  return [level, next, because && `${because.about}.${because.says}`];
}

function found(given: SafetyFacts, about: Finding['about']): readonly [string, string] {
  const finding = safetyVerdict(given).findings.find((each) => each.about === about);
  return [finding?.level ?? '', finding?.says ?? ''];
}

test('a phone that has sent everything is safe, whatever the browser has promised', () => {
  expect(answer(facts())).toEqual(['safe', undefined, undefined]);
  expect(answer(facts({ isPersistent: false }))).toEqual(['safe', undefined, undefined]);
  expect(found(facts({ isPersistent: false }), 'kept')).toEqual(['note', 'noMatter']);
  expect(safetyVerdict(facts()).findings.map(({ level }) => level)).not.toContain('todo');
});

describe('slips that are not sent', () => {
  test.each([
    ['a few hours old are nothing to worry about', unsentFor(0.4), ['safe', undefined, undefined]],
    ['a day old are sent where somebody hears', unsentFor(1), ['todo', 'send', 'unsent.old']],
    ['a day old go into a file where nobody hears', unsentFor(1, { sync: 'offline' }), ['todo', 'file', 'unsent.old']],
    ['a week old are urgent', unsentFor(7), ['urgent', 'send', 'unsent.old']],
    ['a week old and offline need a file now', unsentFor(9, { sync: 'offline' }), ['urgent', 'file', 'unsent.old']],
    [
      'that a file holds can wait without a network',
      unsentFor(9, { sync: 'offline', file: held }),
      ['safe', undefined, undefined],
    ],
    ['that a file holds are sent where somebody hears', unsentFor(9, { file: held }), ['todo', 'send', 'unsent.old']],
    [
      'that an older file does not hold are urgent',
      unsentFor(9, { sync: 'offline', file: older }),
      ['urgent', 'file', 'unsent.old'],
    ],
    [
      'that the server refuses need a file at once',
      unsentFor(0, { sync: 'refused' }),
      ['urgent', 'file', 'unsent.refused'],
    ],
    [
      'that the server refuses and a file holds need a helper',
      unsentFor(0, { sync: 'refused', file: held }),
      ['todo', 'support', 'unsent.refused'],
    ],
  ])('[U31] slips %s', (_name, given, expected) => {
    expect(answer(given)).toEqual(expected);
  });

  test('the answer says how many and how old', () => {
    expect(safetyVerdict(unsentFor(2)).because?.values).toEqual({ count: 12, days: 2 });
  });
});

describe('a book that somebody writes alone', () => {
  const alone = (days: number, parts: Partial<SafetyFacts> = {}) => unsentFor(days, { hasServer: false, ...parts });
  test.each([
    ['for some days is left in peace', alone(3), ['safe', undefined, undefined]],
    ['for a week wants a file', alone(8), ['todo', 'file', 'unsent.alone']],
    ['for a month without a file is urgent', alone(31), ['urgent', 'file', 'unsent.alone']],
    ['is safe while a file holds all of it', alone(90, { file: held }), ['safe', undefined, undefined]],
    ['counts from its last file', alone(90, { file: older }), ['safe', undefined, undefined]],
  ])('[F2] a book alone %s', (_name, given, expected) => {
    expect(answer(given)).toEqual(expected);
  });
});

describe('the file outside the browser', () => {
  test('[F2] it is due after its span, and only when there is something that no file holds', () => {
    const due = (days: number, reminder: SafetyFacts['reminder'], parts: Partial<SafetyFacts> = {}): boolean =>
      isFileDue(unsentFor(days, { reminder, ...parts }));
    expect([due(30, 'never'), due(6, 'weekly'), due(7, 'weekly'), due(0.9, 'daily'), due(1, 'daily')]).toEqual([
      false,
      false,
      true,
      false,
      true,
    ]);
    expect(due(30, 'daily', { file: held })).toBe(false);
    expect(due(30, 'daily', { file: older })).toBe(true);
    expect(due(30, 'weekly', { file: older })).toBe(false);
    expect(isFileDue(facts({ reminder: 'daily', file: older }))).toBe(false);
  });

  test('a clock that jumped back a year does not silence the reminder', () => {
    const file = { at: NOW + 365 * DAY_MS, holdsAll: false };
    expect(isFileDue(unsentFor(0, { reminder: 'weekly', file }))).toBe(true);
  });

  test('when it is due the answer says so, after what is older', () => {
    expect(answer(unsentFor(0.5, { reminder: 'daily', file: older }))).toEqual(['todo', 'file', 'file.due']);
    expect(answer(unsentFor(1, { reminder: 'daily' }))).toEqual(['todo', 'send', 'unsent.old']);
  });

  test.each([
    [facts(), ['good', 'notNeeded']],
    [facts({ file: older }), ['good', 'last']],
    [unsentFor(0, { file: held }), ['good', 'holdsAll']],
    [unsentFor(0), ['note', 'none']],
    [unsentFor(0, { file: older }), ['note', 'older']],
  ])('its age is always told (%#)', (given, expected) => {
    expect(found(given, 'file')).toEqual(expected);
  });
});

test.each([
  ['is asked for where something lies here alone', {}, ['todo', 'keep', 'kept.notAsked']],
  ['is not asked for twice in a visit', { wasDenied: true }, ['safe', undefined, undefined]],
  ['does not matter while a file holds all', { file: held }, ['safe', undefined, undefined]],
])('the browser’s promise %s', (_name, parts: Partial<SafetyFacts>, expected) => {
  expect(answer(unsentFor(0, { isPersistent: false, ...parts }))).toEqual(expected);
});

test.each([
  [LITTLE_ROOM_BYTES, ['safe', undefined, undefined]],
  [LITTLE_ROOM_BYTES - 1, ['todo', 'space', 'space.little']],
  [HARDLY_ANY_ROOM_BYTES - 1, ['urgent', 'space', 'space.little']],
  [undefined, ['safe', undefined, undefined]],
])('with %s free bytes', (freeBytes, expected) => {
  expect(answer(facts({ freeBytes }))).toEqual(expected);
});

test('[U27] a clock that is a day wrong is told, and blocks nothing', () => {
  expect(answer(facts({ clockOffMs: DAY_MS }))).toEqual(['todo', 'clock', 'clock.behind']);
  expect(answer(facts({ clockOffMs: -400 * DAY_MS }))).toEqual(['todo', 'clock', 'clock.ahead']);
  expect(answer(facts({ clockOffMs: DAY_MS - 1 }))).toEqual(['safe', undefined, undefined]);
  expect(found(facts({ clockOffMs: undefined }), 'clock')).toEqual(['note', 'unknown']);
});

test('a window that forgets everything is urgent only with slips in it', () => {
  expect(answer(unsentFor(0, { looksPrivate: true }))).toEqual(['urgent', 'send', 'browser.private']);
  expect(answer(unsentFor(0, { looksPrivate: true, sync: 'offline' }))).toEqual(['urgent', 'file', 'browser.private']);
  expect(answer(facts({ looksPrivate: true }))).toEqual(['safe', undefined, undefined]);
});

test('an old browser, refused photos and slips for people are each something to do', () => {
  const browser = { name: 'Chrome', version: 90, isOld: true } as const;
  expect(answer(facts({ browser }))).toEqual(['todo', 'browser', 'browser.old']);
  const stranger = { name: 'other', version: 0, isOld: false } as const;
  expect(found(facts({ browser: stranger }), 'browser')).toEqual(['note', 'unknown']);
  expect(answer(facts({ photosWaiting: 3, photosRefused: 1 }))).toEqual(['todo', 'photos', 'photos.refused']);
  expect(found(facts({ photosWaiting: 3 }), 'photos')).toEqual(['note', 'waiting']);
  expect(answer(facts({ attention: 2 }))).toEqual(['todo', 'desk', 'attention.some']);
});

test('[I23] a storage that fails comes before all else: out with what lies here alone, else load anew', () => {
  const broken = { storageFault: 'storage.full', freeBytes: 0, attention: 5 };
  expect(answer(unsentFor(30, broken))).toEqual(['urgent', 'file', 'storage.fault']);
  expect(answer(facts(broken))).toEqual(['urgent', 'reload', 'storage.fault']);
  expect(answer(unsentFor(0, { storageFault: 'storage.capture' }))).toEqual(['todo', 'file', 'storage.fault']);
  // It stands in red above the home already.
  expect(isForHome(safetyVerdict(unsentFor(30, broken)))).toBe(false);
});

test('what is urgent comes before what should be done, and within each what loses most', () => {
  const everything = unsentFor(2, {
    isPersistent: false,
    attention: 1,
    clockOffMs: 9 * DAY_MS,
    photosRefused: 1,
    freeBytes: HARDLY_ANY_ROOM_BYTES - 1,
  });
  expect(answer(everything)).toEqual(['urgent', 'space', 'space.little']);
  const steps: string[] = [];
  let rest: SafetyFacts = { ...everything, freeBytes: LITTLE_ROOM_BYTES - 1 };
  const mended: readonly Partial<SafetyFacts>[] = [
    { unsent: 12, oldestUnsentAt: NOW },
    { freeBytes: LITTLE_ROOM_BYTES },
    { attention: 0 },
    { isPersistent: true },
    { photosRefused: 0 },
    { clockOffMs: 0 },
  ];
  for (const mend of mended) {
    steps.push(safetyVerdict(rest).next ?? 'nothing');
    rest = { ...rest, ...mend };
  }
  expect(steps).toEqual(['send', 'space', 'desk', 'keep', 'photos', 'clock']);
  expect(answer(rest)).toEqual(['safe', undefined, undefined]);
});

test('the home speaks only of what somebody should do and what it does not say anyway', () => {
  expect(isForHome(safetyVerdict(facts()))).toBe(false);
  expect(isForHome(safetyVerdict(facts({ attention: 1 })))).toBe(false);
  expect(isForHome(safetyVerdict(unsentFor(0, { isPersistent: false })))).toBe(false);
  expect(isForHome(safetyVerdict(unsentFor(1)))).toBe(true);
  expect(isForHome(safetyVerdict(facts({ freeBytes: 0 })))).toBe(true);
});
