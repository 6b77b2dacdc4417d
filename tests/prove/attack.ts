/**
 * The built server as a process of its own, attacked over a real socket: every attack of `tests/security`, the largest
 * bombs at once, and any number of requests that were broken at random. After each an ordinary exchange goes on. Then
 * what guessing leads to, as figures.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { required } from '#kernel/result.ts';
import { whyNoPin } from '#app/lock/pin.ts';
import type { EnrolResponse } from '#protocol/enrol.ts';
import { Random } from '../helpers/random.ts';
import { startServer, type RunningServer } from '../journeys/start-server.ts';
import { ALL_ATTACKS } from '../security/attacks/all.ts';
import { LARGEST_BOMB_MIB, zeros } from '../security/attacks/bodies.ts';
import { problemsOf } from '../security/every-answer.ts';
import { chanceOf, DAY_MS, pinFigures, triesIn } from '../security/guessing.ts';
import { requestBytes, speak } from '../security/raw-http.ts';
import { appFolder, COOP, foundAt, idleBytes, TOKEN, wrongAt } from '../security/target.ts';
import { removeTemporaryFolders } from '../helpers/temporary-folder.ts';
import { mutatedBytes } from './fuzz/mutate.ts';
import type { Proof } from './prove.ts';

const SEED = 20_261_125;
const BOMBS_AT_ONCE = 100;
const MOST_GROWTH = 256 * 1024 * 1024;
/** So many broken requests are on their way at once. */
const BROKEN_AT_ONCE = 20;
const END_AFTER_MS = 20;

interface Range {
  readonly running: RunningServer;
  readonly founder: EnrolResponse;
  readonly failures: string[];
  /** How many answers had which status. */
  readonly statuses: Map<string, number>;
}

export async function attack(count: number, dataDir: string): Promise<Proof> {
  const running = await startServer({ dataDir, appDir: appFolder() });
  try {
    const setupToken = required(running.setupToken, 'an empty server prints a link');
    const founder = await foundAt(running.port, setupToken, { coop: COOP, proof: TOKEN });
    const range: Range = { running, founder, failures: [], statuses: new Map() };
    await listed(range);
    await bombs(range);
    await broken(range, count);
    console.log(
      [...range.statuses]
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .map(([status, times]) => `${status}: ${times}`)
        .join(' · '),
    );
    guessed();
    return { checked: ALL_ATTACKS.length + BOMBS_AT_ONCE + count, failures: range.failures };
  } finally {
    await running.kill();
    removeTemporaryFolders();
  }
}

async function listed(range: Range): Promise<void> {
  const { running, failures } = range;
  let [longest, longestAt] = [0, ''];
  for (const { name, run } of ALL_ATTACKS) {
    const { problems, exchange } = await run(running.port);
    for (const problem of problems) failures.push(`${name}: ${problem}`);
    count(range, exchange.answers);
    if (exchange.ms > longest) [longest, longestAt] = [exchange.ms, name];
    await goesOn(range, name);
  }
  console.log(`${ALL_ATTACKS.length} attacks of the lists, the longest ${Math.round(longest)} ms (${longestAt})`);
}

async function bombs(range: Range): Promise<void> {
  const { running, failures } = range;
  const bomb = requestBytes({
    method: 'POST',
    target: '/v1/sync',
    headers: { 'content-type': 'application/octet-stream', 'content-encoding': 'deflate' },
    body: zeros(LARGEST_BOMB_MIB, 'deflate'),
  });
  const before = startPeak(running.pid);
  const exchanges = await Promise.all(Array.from({ length: BOMBS_AT_ONCE }, async () => speak(running.port, [bomb])));
  const growth = peakOf(running.pid) - before;
  for (const { answers } of exchanges) {
    count(range, answers);
    if (answers[0]?.status !== 413) failures.push(`a bomb is answered by ${answers[0]?.status}`);
  }
  if (growth > MOST_GROWTH) failures.push(`${megabytes(growth)} for bombs`);
  await goesOn(range, 'after the bombs');
  console.log(
    `${BOMBS_AT_ONCE} bombs of ${LARGEST_BOMB_MIB} MiB at once: ${megabytes(growth)} more memory at the most, ${megabytes(before)} before`,
  );
}

/** Whatever comes: an answer of ours, or the end of the connection. */
async function broken(range: Range, shots: number): Promise<void> {
  const { running, failures } = range;
  const random = new Random(SEED);
  const idle = idleBytes(range.founder);
  const whole: readonly Whole[] = [
    { target: '/', headers: { accept: 'text/html' } },
    { target: '/assets/home-a1b2c3d4.js', headers: { 'accept-encoding': 'br, gzip', range: 'bytes=0-99' } },
    sync({}, idle),
    sync({ 'content-encoding': 'deflate' }, deflateSync(idle)),
    enrol('/v1/enrol', { kind: 'look', code: 'ABCDEF' }),
    enrol('/v1/enrol', { kind: 'bind', proof: 'ab'.repeat(16), point: `04${'11'.repeat(64)}` }),
    enrol('/v1/invite', { roles: ['driver'] }),
  ];
  const shot = (): Buffer => {
    const [one, other] = [random.pick(whole), random.pick(whole)];
    const { body } = one;
    if (body !== undefined && random.chance(0.5))
      return requestBytes({ ...one, body: Buffer.from(mutatedBytes(random, body, other.body ?? body)) });
    return Buffer.from(mutatedBytes(random, requestBytes(one), requestBytes(other)));
  };
  let unanswered = 0;
  for (let done = 0; done < shots; done += BROKEN_AT_ONCE) {
    const pieces = Array.from({ length: Math.min(BROKEN_AT_ONCE, shots - done) }, shot);
    // What lacks its end is ended by what is the end of anything, or no HTTP: nobody waits for patience here.
    const end = `\r\n\r\n${'x'.repeat(600)}\r\n\r\n`;
    const exchanges = await Promise.all(
      pieces.map(async (piece) => speak(running.port, [piece, end], { wanted: 1, everyMs: END_AFTER_MS })),
    );
    for (const { answers } of exchanges) {
      count(range, answers);
      if (answers.length === 0) unanswered += 1;
      for (const problem of answers.flatMap(problemsOf)) failures.push(`broken at random, near ${done}: ${problem}`);
      if (answers.some(({ status }) => status >= 500)) failures.push(`broken at random, near ${done}: 500`);
    }
    await goesOn(range, `near ${done}`);
  }
  console.log(`${shots} requests broken at random, ${unanswered} of them without an answer`);
}

interface Whole {
  readonly method?: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

function sync(headers: Readonly<Record<string, string>>, body: Buffer): Whole {
  return {
    method: 'POST',
    target: '/v1/sync',
    headers: { 'content-type': 'application/octet-stream', ...headers },
    body,
  };
}

function enrol(target: string, request: object): Whole {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${'ab'.repeat(16)}` };
  return { method: 'POST', target, headers, body: Buffer.from(JSON.stringify(request)) };
}

async function goesOn({ running, founder, failures }: Range, when: string): Promise<void> {
  for (const problem of await wrongAt(running.port, founder)) failures.push(`${when}: ${problem}`);
}

function count({ statuses }: Range, answers: readonly { readonly status: number }[]): void {
  for (const { status } of answers.length === 0 ? [{ status: 'closed' }] : answers)
    statuses.set(String(status), (statuses.get(String(status)) ?? 0) + 1);
}

/** Lets the peak of the process's memory begin anew; gives what it has now, bytes. */
function startPeak(pid: number): number {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  return peakOf(pid);
}

function peakOf(pid: number): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1_024;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_048_576)} MB`;
}

function guessed(): void {
  const tries = triesIn(7, 1_000);
  const hits = [1, 10, 100, 1_000].map((open) => `${open} open: ${percent(chanceOf({ tries, open }))}`);
  console.log(
    `codes: ${triesIn(1, 1)} tries a day from one address, ${tries} a week from a thousand; ${hits.join(', ')}`,
  );
  for (const digits of [4, 6]) {
    const { all, pins, withClock } = pinFigures(digits, easyPins(digits));
    const years = (all / (365 * DAY_MS)).toFixed(1);
    console.log(
      `PINs of ${digits} digits: ${pins}, ${years} years of waiting for all, ${withClock} with a clock put forward`,
    );
  }
}

function percent(chance: number): string {
  return `${(chance * 100).toPrecision(2)} %`;
}

function easyPins(digits: number): number {
  let easy = 0;
  for (let number = 0; number < 10 ** digits; number += 1)
    if (whyNoPin(String(number).padStart(digits, '0')) === 'easy') easy += 1;
  return easy;
}
