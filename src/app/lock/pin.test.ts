import { describe, expect, test } from 'vitest';
import { bytesOfHex } from '#kernel/ids.ts';
import { pinHelpAnswer } from '#protocol/pin-help.ts';
import { asking, makePin, triesLeft, tryAnswer, tryPin, waitOf, whyNoPin, type Pin } from './pin.ts';

const NOW = Date.UTC(2026, 10, 25);
const HELP = bytesOfHex('0f'.repeat(16));

async function wrongTimes(pin: Pin, times: number, now = NOW): Promise<Pin> {
  let tried = pin;
  for (let left = times; left > 0; left -= 1) ({ pin: tried } = await tryPin(tried, '9999', now));
  return tried;
}

test.each([
  ['2580', undefined],
  ['135790', undefined],
  ['123', 'length'],
  ['1234567', 'length'],
  ['12a4', 'length'],
  ['0000', 'easy'],
  ['3456', 'easy'],
  ['98765', 'easy'],
  ['2468', undefined],
] as const)('%s: %s', (digits, why) => {
  expect(whyNoPin(digits)).toBe(why);
});

describe('a PIN', () => {
  test('is kept as a hash, another one each time, and only the right digits open it', async () => {
    const [one, other] = [await makePin('2580'), await makePin('2580')];
    expect(JSON.stringify(one)).not.toContain('2580');
    expect(one.hash).not.toBe(other.hash);
    expect((await tryPin(one, '2580', NOW)).isRight).toBe(true);
    expect((await tryPin(one, '2581', NOW)).isRight).toBe(false);
  });

  test('has no age: nobody has to change it', async () => {
    const pin = await makePin('2580');
    const tenYears = 10 * 366 * 86_400_000;
    expect((await tryPin(pin, '2580', NOW + tenYears)).isRight).toBe(true);
  });

  test('waits longer and longer after five wrong tries, an hour at most, and no longer for a clock put back', async () => {
    const pin = await makePin('2580');
    const four = await wrongTimes(pin, 4);
    expect([triesLeft(pin), triesLeft(four), waitOf(four, NOW)]).toEqual([5, 1, 0]);
    const five = await wrongTimes(four, 1);
    expect([waitOf(five, NOW), waitOf(five, NOW + 29_000), waitOf(five, NOW + 30_000)]).toEqual([30_000, 1_000, 0]);
    expect(waitOf(await wrongTimes(five, 1), NOW)).toBe(60_000);
    expect(waitOf({ ...five, wrong: 40 }, NOW)).toBe(3_600_000);
    expect(waitOf(five, NOW - 365 * 86_400_000)).toBe(30_000);
    const { pin: after, isRight } = await tryPin(five, '2580', NOW + 31_000);
    expect([isRight, after.wrong, waitOf(after, NOW)]).toEqual([true, 0, 0]);
  });

  test('all ten thousand of four digits take more than a year', () => {
    const pin: Pin = { salt: '00', hash: '00', iterations: 1, wrong: 0, triedAt: 0 };
    let needed = 0;
    for (let wrong = 0; wrong < 10_000; wrong += 1) needed += waitOf({ ...pin, wrong, triedAt: NOW }, NOW);
    expect(needed).toBeGreaterThan(365 * 86_400_000);
  });

  test('[P38] that was forgotten is opened by the answer to its question, once', async () => {
    const asked = asking(await wrongTimes(await makePin('2580'), 3));
    expect(asking(asked).question).toBe(asked.question);
    const answer = pinHelpAnswer(HELP, asked.question);
    expect(tryAnswer(asked, '00000000', { helpKey: HELP, now: NOW }).pin.wrong).toBe(4);
    const another = tryAnswer(asked, pinHelpAnswer(bytesOfHex('ee'.repeat(16)), asked.question), {
      helpKey: HELP,
      now: NOW,
    });
    expect(another.isRight).toBe(false);
    const helped = tryAnswer(asked, `${answer.slice(0, 4)} ${answer.slice(4)}`, { helpKey: HELP, now: NOW });
    expect([helped.isRight, helped.pin.question, helped.pin.wrong]).toEqual([true, undefined, 0]);
    expect(tryAnswer(helped.pin, answer, { helpKey: HELP, now: NOW }).isRight).toBe(false);
  });
});
