/**
 * Messages and stored bytes that were changed, cut, lengthened or made up, and whole logs of hostile operations under a
 * right chain: the server answers each in its own format and stays whole, the device answers by a fault and stays whole,
 * and nothing takes more time or memory than a message may.
 */
import { refold } from '#local-db/index.ts';
import { asLocalOperation } from '#local-db/local-row.ts';
import { ALIASES, OPERATIONS, TOTALS } from '#local-db/tables.ts';
import { exchange } from '#sync/index.ts';
import { Fault } from '#kernel/result.ts';
import { bytesOfHex, operationId, splitId } from '#kernel/ids.ts';
import { decodeCanonical } from '#protocol/canonical.ts';
import { hashOfHeader, isPayloadOf } from '#protocol/chain.ts';
import { decodeIds, decodeOperations, decodeRows, encodeRows } from '#protocol/columns.ts';
import { LIMITS } from '#protocol/operation.ts';
import { decodeResponse, decodeSyncError, encodeRequest, withCheck } from '#protocol/sync-message.ts';
import { PROTOCOL_VERSION } from '#protocol/version.ts';
import { verifySeal } from '#server/sync/verify-seal.ts';
import { keyText } from '../helpers/memory-store.ts';
import { Random } from '../helpers/random.ts';
import { isSameSet } from '../helpers/same-data.ts';
import { dropBombs } from './fuzz/bombs.ts';
import { playStory, Phone, type Corpus } from './fuzz/corpus.ts';
import { Figures, megabytes } from './fuzz/figures.ts';
import { COOP, Ground } from './fuzz/ground.ts';
import { hostileSegment, mutatedBytes, mutatedMessage } from './fuzz/mutate.ts';
import type { Proof } from './prove.ts';

const SEED = 20_261_124;
/** After so many the server is looked at from outside and put back. */
const BATCH = 2_000;
/** What stays in memory once everything is over. */
const MOST_HEAP_LEFT = 64 * 1024 * 1024;

/** From here on it is the full dose. */
const WHOLE = 1_000_000;

/** Then it is clear that something is wrong. */
const MOST_FAILURES = 20;

interface Range {
  readonly random: Random;
  readonly ground: Ground;
  readonly corpus: Corpus;
  readonly figures: Figures;
}

export async function fuzz(count: number): Promise<Proof> {
  const random = new Random(SEED);
  const ground = new Ground();
  const corpus = await playStory(ground, random);
  ground.begin();
  const range: Range = { random, ground, corpus, figures: new Figures() };
  const { figures } = range;
  ground.audit((text) => figures.fail(`before the first shot: ${text}`));
  let done = 0;
  for (; done < count && figures.failures.length < MOST_FAILURES; done += 1) {
    await shoot(range, done);
    if ((done + 1) % BATCH === 0 || done + 1 === count) auditBatch(range, done);
  }
  await dropBombs({ ...range, isWhole: count >= WHOLE });
  report(range, count);
  return { checked: done, failures: figures.failures };
}

function auditBatch({ ground, figures }: Range, done: number): void {
  try {
    ground.audit((text) => figures.fail(`after shot ${done}: ${text}`));
  } catch (cause) {
    figures.fail(`the audit after shot ${done} stopped: ${stackOf(cause)}`);
  }
  ground.putBack();
}

async function shoot(range: Range, index: number): Promise<void> {
  const { random } = range;
  const way = random.below(100);
  if (way < 15) await rawRequest(range, index);
  else if (way < 30) await request(range, index, repaired);
  else if (way < 52) await request(range, index, changedTree);
  else if (way < 62) columns(range, index);
  else if (way < 72) await hostileLog(range, index);
  else if (way < 80) answer(range, index);
  else if (way < 81) await answerToPhone(range, index);
  else if (way < 90) storedOperation(range, index);
  else storedRow(range, index);
}

/** As they are. */
async function rawRequest(range: Range, index: number): Promise<void> {
  const { random, corpus } = range;
  const [one, other] = [random.pick(corpus.said), random.pick(corpus.said)];
  await serve(range, `raw ${index}`, mutatedBytes(random, one.bytes, other.bytes));
}

async function request(range: Range, index: number, make: (range: Range) => Uint8Array): Promise<void> {
  await serve(range, `${make.name} ${index}`, make(range));
}

/** The bytes of the body are changed and its check is right again. */
function repaired({ random, corpus }: Range): Uint8Array {
  const [one, other] = [random.pick(corpus.said), random.pick(corpus.said)];
  return withCheck(mutatedBytes(random, one.bytes.subarray(0, -4), other.bytes.subarray(0, -4)));
}

function changedTree({ random, corpus }: Range): Uint8Array {
  const [one, other] = [random.pick(corpus.said), random.pick(corpus.said)];
  return mutatedMessage(random, { message: one.request, donor: other.request, corpus });
}

/** Columns and lists of ids, past everything that stands around them. */
function columns(range: Range, index: number): void {
  const { random, corpus } = range;
  const { request: message } = random.pick(corpus.said);
  const donor = random.pick(corpus.said).request[6][0]?.[4] ?? new Uint8Array(20);
  const name = `columns ${index}`;
  const [segment] = message[6];
  if (segment !== undefined) {
    const bytes = mutatedBytes(random, segment[4], donor);
    const at = {
      writer: COOP,
      firstN: random.pick([1, segment[1], 1e15 - 3]),
      count: random.pick([1, segment[2], 2_000]),
    };
    typed(range, name, () => decodeOperations(bytes, at));
  }
  const ids = message[9] ?? undefined;
  if (ids !== undefined) typed(range, name, () => decodeIds(mutatedBytes(random, ids, donor), LIMITS.refetchIds));
  const sums = random.bytes(65);
  typed(range, name, () => verifySeal(sums, random.bytes(32), random.bytes(64)));
}

async function hostileLog(range: Range, index: number): Promise<void> {
  const { random, corpus, ground } = range;
  const segments = [await hostileSegment(random, corpus)];
  if (random.chance(0.2)) segments.push(await hostileSegment(random, corpus));
  const head = ground.read((reader) => reader.head());
  const body = encodeRequest([
    PROTOCOL_VERSION,
    'fuzz',
    bytesOfHex(random.pick(corpus.tokens)),
    bytesOfHex(COOP),
    random.chance(0.5) ? [0, new Uint8Array(0)] : [head.seq, bytesOfHex(head.chain.slice(0, 16))],
    random.pick([0, 1, 4_000, 16_000, 2 ** 53 - 1]),
    segments,
    null,
    null,
    null,
    null,
    null,
  ]);
  await serve(range, `hostile log ${index}`, body);
}

/** The answer is one of ours, whatever comes; never the one that says that we are wrong. */
async function serve(range: Range, name: string, bytes: Uint8Array): Promise<void> {
  const { ground, figures } = range;
  const { status, body } = await figures.measureLater(name, async () => ground.handle(bytes));
  if (status !== 200) {
    const { code } = decodeSyncError(body);
    figures.count(code);
    if (code === 'sync.internal') figures.fail(`${name}: the server says ${code}: ${stackOf(ground.lastBug)}`);
    return;
  }
  const message = decodeResponse(body, bytes);
  figures.count('answered');
  for (const [, , count] of message[2]) figures.count(count > 0 ? 'stored' : 'nothing stored');
  for (const [, , , reason] of message[3]) figures.count(`quarantined ${reason}`);
  for (const [, , , , form] of message[9] ?? []) figures.count(`log told ${form}`);
}

function answer(range: Range, index: number): void {
  const { random, corpus } = range;
  const [one, other] = [random.pick(corpus.said), random.pick(corpus.said)];
  const name = `answer ${index}`;
  const bytes = random.chance(0.3)
    ? mutatedBytes(random, one.answerBytes, other.answerBytes)
    : mutatedMessage(random, { message: one.answer, donor: other.answer, corpus }, one.bytes);
  typed(range, name, () => decodeResponse(bytes, one.bytes));
  const page = mutatedBytes(random, one.answer[5], other.answer[5]);
  typed(range, name, () => decodeRows(page));
}

/** A device takes a changed answer in, or says what is wrong with it; its own work and its totals stay whole. */
async function answerToPhone(range: Range, index: number): Promise<void> {
  const { random, corpus, ground, figures } = range;
  const { database, token } = corpus.phone;
  const phone = new Phone({ ground, random, session: database.session, disk: corpus.phone.disk.copy() });
  const before = [...(phone.disk.tables.get(OPERATIONS)?.values() ?? [])].map(asLocalOperation);
  const other = random.pick(corpus.said);
  const transport = {
    send: async (bytes: Uint8Array): Promise<Uint8Array> => {
      const { body } = await ground.handle(bytes);
      const message = random.chance(0.5) ? decodeResponse(body, bytes) : other.answer;
      const request = random.chance(0.9) ? bytes : other.bytes;
      return mutatedMessage(random, { message, donor: other.answer, corpus }, request);
    },
  };
  const name = `answer to a phone ${index}`;
  const startedAt = process.cpuUsage();
  try {
    await exchange(phone.database, transport, { token, build: 'fuzz', byteBudget: 4_000 });
    figures.count('phone took it in');
  } catch (cause) {
    if (cause instanceof Fault) figures.count(`phone says ${cause.code}`);
    else figures.fail(`${name}: ${stackOf(cause)}`);
  }
  const { user, system } = process.cpuUsage(startedAt);
  if ((user + system) / 1_000 > 1_000) figures.fail(`${name} took ${Math.round((user + system) / 1_000)} ms`);
  const after = phone.disk.tables.get(OPERATIONS);
  const aliases = phone.disk.tables.get(ALIASES);
  for (const { writer, n } of before) {
    // A log that the answer calls another one is issued anew; its old ids lead to the new ones.
    const to = aliases?.get(operationId(writer, n))?.['to'];
    const now = splitId(typeof to === 'string' ? to : operationId(writer, n));
    if (after?.has(keyText([now.writer, now.n])) !== true) figures.fail(`${name}: own work ${writer}-${n} is gone`);
  }
  const totals = [...(phone.disk.tables.get(TOTALS)?.values() ?? [])];
  if (!isSameSet(totals, (await refold(phone.database)).totals))
    figures.fail(`${name}: totals are not their documents`);
}

/** What lies in the log: changed bytes are seen by their hash, and read as an operation or not at all. */
function storedOperation(range: Range, index: number): void {
  const { random, corpus, figures } = range;
  const [one, other] = [random.pick(corpus.stored), random.pick(corpus.stored)];
  const isHeader = random.chance(0.5);
  const header = isHeader ? mutatedBytes(random, one.header, other.header) : one.header;
  const payload = isHeader ? one.payload : mutatedBytes(random, one.payload, other.payload);
  const name = `stored operation ${index}`;
  typed(range, name, () => decodeCanonical(one.writer, header, payload));
  const isChanged = Buffer.compare(header, one.header) !== 0 || Buffer.compare(payload, one.payload) !== 0;
  if (isChanged && hashOfHeader(header) === one.hash && isPayloadOf(header, payload))
    figures.fail(`${name}: a changed byte keeps the hash`);
}

/** Row states: what is read at all means the same when it is written and read again. */
function storedRow(range: Range, index: number): void {
  const { random, corpus, figures, ground } = range;
  const row = ground.read((reader) => reader.row(random.pick(corpus.ids)));
  if (row === undefined) return;
  const bytes = encodeRows([row]);
  const changed = mutatedBytes(random, bytes, random.pick(corpus.said).answer[5]);
  const name = `stored row ${index}`;
  const rows = typed(range, name, () => decodeRows(changed));
  if (rows === undefined || rows.length === 0) return;
  const written = typed(range, name, () => encodeRows(rows));
  const again = written === undefined ? undefined : typed(range, name, () => encodeRows(decodeRows(written)));
  if (written === undefined || again === undefined || Buffer.compare(written, again) !== 0)
    figures.fail(`${name}: read, written and read it is another row`);
}

/** The value, or undefined after a fault; anything else that is thrown is a failure. */
function typed<T>({ figures }: Range, name: string, body: () => T): T | undefined {
  try {
    const value = figures.measure(name, body);
    figures.count('read');
    return value;
  } catch (cause) {
    if (cause instanceof Fault) figures.count(cause.code);
    else figures.fail(`${name}: ${stackOf(cause)}`);
    return undefined;
  }
}

function stackOf(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message).split('\n').slice(0, 4).join(' | ') : String(cause);
}

/** A run that never came to the depths proves nothing about them. */
const MUST_HAPPEN = [
  'answered',
  'stored',
  'quarantined invalid',
  'quarantined depends',
  'quarantined forbidden',
  'quarantined immutable',
  'log told 2',
  'sync.malformed',
  'sync.unauthorised',
  'read',
  'phone took it in',
];

function report({ figures }: Range, count: number): void {
  for (const outcome of MUST_HAPPEN)
    if (!figures.outcomes.has(outcome)) figures.fail(`${count} shots, and none of them came to "${outcome}"`);
  const outcomes = [...figures.outcomes].sort(([left], [right]) => (left < right ? -1 : 1));
  console.log(outcomes.map(([outcome, times]) => `${outcome} ${times}`).join(' · '));
  const left = figures.heapGrowth;
  if (left > MOST_HEAP_LEFT) figures.fail(`${megabytes(left)} stay in memory`);
  console.log(
    `longest ${figures.longestMs.toFixed(0)} ms of the processor (${figures.longestAt}) · most memory for one ${megabytes(figures.mostGrowth)} (${figures.mostGrowthAt}) · left in memory ${megabytes(left)}`,
  );
}
