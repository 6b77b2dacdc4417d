/** Codes and PINs are tried out to the end: how far that leads, and what the answers give away. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { whyNoPin } from '#app/lock/pin.ts';
import { inviteResponseSchema, JOIN_CODE_LENGTH, JOIN_CODE_LETTERS } from '#protocol/enrol.ts';
import { GUESSES } from '#server/enrol/guesses.ts';
import { problemsOf } from './every-answer.ts';
import { chanceOf, CODES, DAY_MS, pinFigures, triesIn } from './guessing.ts';
import type { RawAnswer } from './raw-http.ts';
import { post, startTarget, type Target } from './target.ts';

const WINDOW_MS = 15 * 60_000;
/** Of no invitation: that is checked. */
const UNKNOWN = 'AAAAAA';

let target: Target;
beforeEach(async () => {
  // Callers have the address that the proxy names, so that there can be many.
  target = await startTarget({ isBehindProxy: true });
});
afterEach(async () => target.close());

async function from(address: string, request: object): Promise<RawAnswer> {
  return post(target.port, '/v1/enrol', { body: JSON.stringify(request), headers: { 'x-forwarded-for': address } });
}

const look = async (address: string, code: string): Promise<RawAnswer> => from(address, { kind: 'look', code });

async function invitation(): Promise<string> {
  const headers = { authorization: `Bearer ${target.founder.token}`, 'x-forwarded-for': '203.0.113.200' };
  const { body } = await post(target.port, '/v1/invite', { body: JSON.stringify({ roles: ['driver'] }), headers });
  return inviteResponseSchema.parse(JSON.parse(body.toString())).code;
}

/** All of it but the day and what counts down. */
function whole({ status, headers, body }: RawAnswer): string {
  const told = [...headers].filter(([name]) => name !== 'date' && !name.startsWith('x-ratelimit-'));
  return JSON.stringify([status, told, body.toString()]);
}

describe('a code of six letters', () => {
  test('is tried ten times from one address and three hundred times from all, and then nobody learns anything', async () => {
    const code = await invitation();
    expect(code).not.toBe(UNKNOWN);
    const statuses: number[] = [];
    for (let index = 0; index < GUESSES.inAll; index += 1)
      statuses.push((await look(`198.51.100.${Math.floor(index / GUESSES.perAddress)}`, UNKNOWN)).status);
    expect(new Set(statuses)).toEqual(new Set([404]));
    const one = await look('198.51.100.0', UNKNOWN);
    const refused = [
      one,
      await look('198.51.100.0', code),
      await look('203.0.113.1', UNKNOWN),
      await look('203.0.113.1', code),
      await from('203.0.113.1', { kind: 'join', code, deviceName: 'x', proof: 'ab'.repeat(16) }),
      await from('203.0.113.1', { kind: 'join', code: UNKNOWN, deviceName: 'x', proof: 'ab'.repeat(16) }),
    ];
    expect(refused.map(whole)).toEqual(refused.map(() => whole(one)));
    expect([one.status, one.body.toString()]).toEqual([429, '{"error":"enrol.tooManyTries","retrySeconds":900}']);
    expect(refused.flatMap(problemsOf)).toEqual([]);
    target.now += WINDOW_MS;
    expect((await look('203.0.113.1', code)).status).toBe(200);
    expect(await target.wrong()).toEqual([]);
  });

  test('that never was, that was used and that has ended are answered alike', async () => {
    const [used, ended] = [await invitation(), await invitation()];
    await from('198.51.100.1', { kind: 'join', code: used, deviceName: 'x', proof: 'ab'.repeat(16) });
    target.now += 7 * DAY_MS;
    const answers = [
      await look('198.51.100.1', UNKNOWN),
      await look('198.51.100.1', used),
      await look('198.51.100.1', ended),
    ];
    expect(answers.map(whole)).toEqual(answers.map(() => whole(answers[0] ?? expect.fail())));
    expect(answers[0]?.status).toBe(404);
  });

  test('is tried as often by who asks all at once as by who asks one after the other', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, async () => look('198.51.100.9', UNKNOWN)));
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(GUESSES.perAddress);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(200 - GUESSES.perAddress);
  });

  test('can be tried out by nobody in a week, however many addresses they have', () => {
    expect(CODES).toBe(113_379_904);
    const [one, thousand] = [triesIn(7, 1), triesIn(7, 1_000)];
    expect([one, thousand]).toEqual([6_720, 7_000]);
    expect(chanceOf({ tries: thousand, open: 1 })).toBeLessThan(0.000_07);
    expect(chanceOf({ tries: thousand, open: 100 })).toBeLessThan(0.007);
    expect(chanceOf({ tries: thousand, open: 1_000 })).toBeLessThan(0.07);
  });

  test('comes from all of them alike', async () => {
    const codes = await Promise.all(Array.from({ length: 300 }, invitation));
    expect(new Set(codes).size).toBe(300);
    expect(codes.every((code) => new RegExp(`^[${JOIN_CODE_LETTERS}]{${JOIN_CODE_LENGTH}}$`).test(code))).toBe(true);
    // 1,800 letters of 22: each about 82 times; far outside of four deviations something is wrong.
    for (const letter of JOIN_CODE_LETTERS) {
      const count = codes.join('').split(letter).length - 1;
      expect(count, letter).toBeGreaterThan(40);
      expect(count, letter).toBeLessThan(130);
    }
  });
});

test('whoever uses up the guesses keeps no device from agreeing on its key', async () => {
  for (let index = 0; index < GUESSES.inAll; index += 1) await look(`198.51.100.${Math.floor(index / 10)}`, UNKNOWN);
  expect((await look('203.0.113.1', UNKNOWN)).status).toBe(429);
  const point = `04${'11'.repeat(64)}`;
  const bind = await from('198.51.100.0', { kind: 'bind', proof: target.founder.token, point });
  // No point of the curve, so it says what is wrong with it; and not that there were too many.
  expect([bind.status, bind.body.toString()]).toEqual([400, '{"error":"enrol.malformed"}']);
  const { coop, user } = target.founder;
  const renew = await from('198.51.100.0', {
    kind: 'renew',
    coop,
    user,
    writer: '11'.repeat(8),
    point,
    seal: '11'.repeat(64),
  });
  expect(renew.status).toBe(403);
});

describe('a PIN', () => {
  const easyOf = (digits: number): number => {
    let easy = 0;
    for (let number = 0; number < 10 ** digits; number += 1)
      if (whyNoPin(String(number).padStart(digits, '0')) === 'easy') easy += 1;
    return easy;
  };

  test('of four digits takes more than a year of waiting, one of six more than a century', () => {
    const YEAR_MS = 365 * DAY_MS;
    const [four, six] = [pinFigures(4, easyOf(4)), pinFigures(6, easyOf(6))];
    expect(four.pins).toBe(9_976);
    expect(four.all / YEAR_MS).toBeGreaterThan(1.1);
    expect(six.all / YEAR_MS).toBeGreaterThan(110);
  });

  test('is no wall for who may set the phone’s clock: a clock put forward ends every wait', () => {
    expect(pinFigures(4, easyOf(4)).withClock).toBe(0);
  });
});
