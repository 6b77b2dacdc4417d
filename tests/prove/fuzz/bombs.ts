/**
 * The largest that a message may be, each made to cost as much as it can: few bytes that unfold into many, rows that never
 * end, groups that are judged again and again, chains of what waits for each other.
 */
import { encode } from 'cborg';
import { bytesOfHex, hexOf, operationId } from '#kernel/ids.ts';
import { required } from '#kernel/result.ts';
import { harvests } from '#modules/harvests/index.ts';
import { chainOver, chainStart } from '#protocol/chain.ts';
import { encodeIds } from '#protocol/columns.ts';
import { isReference, LIMITS, type FieldWrite, type Operation } from '#protocol/operation.ts';
import { BUCKETS, SUM_BYTES } from '#protocol/scrub.ts';
import { decodeResponse, decodeSyncError, encodeRequest, withCheck, type Segment } from '#protocol/sync-message.ts';
import { PROTOCOL_VERSION } from '#protocol/version.ts';
import type { Random } from '../../helpers/random.ts';
import type { Corpus } from './corpus.ts';
import type { Figures } from './figures.ts';
import { COOP, type Ground } from './ground.ts';
import { segmentOf } from './mutate.ts';

interface Range {
  readonly random: Random;
  readonly ground: Ground;
  readonly corpus: Corpus;
  readonly figures: Figures;
  /** The full dose. */
  readonly isWhole: boolean;
}

/** The longest lets in eight thousand operations one after the other. */
const BOUNDS = { ms: 15_000, growth: 512 * 1024 * 1024 };

export async function dropBombs(range: Range): Promise<void> {
  const bombs: readonly (readonly [string, () => Promise<readonly Uint8Array[]>])[] = [
    ['a tower of lists', async () => [tower(LIMITS.requestBytes)]],
    ['two million numbers', async () => [withCheck(encode(Array.from({ length: 2_000_000 }, () => 0)))]],
    ['a text of two megabytes', async () => [withCheck(encode(['x'.repeat(2_000_000)]))]],
    ['more than a request may be', async () => [tower(LIMITS.requestBytes + 1)]],
    ['2,000 operations of long texts', async () => [request(range, [await longTexts(range)])]],
    ['2,000 operations of many predecessors', async () => [request(range, [await manyPredecessors(range)])]],
    ['64 logs, marks, receipts and ids', () => everyList(range)],
    ['a row of fields of later versions', () => fieldsWithoutEnd(range)],
    ['a group that is judged for each of its members', () => groupOfMany(range)],
    ['a group that names another one’s first operation', () => groupOfNobody(range)],
    ['groups that wait for each other', () => chainOfGroups(range, range.isWhole ? 4_000 : 500)],
  ];
  for (const [name, make] of bombs) {
    const { ground, figures } = range;
    for (const body of await make()) {
      const answer = await figures.measureLater(name, async () => ground.handle(body), BOUNDS);
      const code = answer.status === 200 ? 'answered' : decodeSyncError(answer.body).code;
      figures.count(`large: ${code}`);
      if (code === 'sync.internal') figures.fail(`${name}: ${String(ground.lastBug)}`);
      if (answer.status === 200) decodeResponse(answer.body, body);
      if (answer.body.length > LIMITS.responseBytes) figures.fail(`${name}: an answer of ${answer.body.length} bytes`);
    }
    // Whatever was stored, everybody else can still pull all of it.
    const office = await ground.handle(
      request({ ...range, token: required(range.corpus.tokens[0], 'the office') }, []),
    );
    if (office.status !== 200) figures.fail(`after ${name} the office gets ${decodeSyncError(office.body).code}`);
    ground.audit((text) => figures.fail(`after ${name}: ${text}`));
    ground.putBack();
  }
}

function tower(bytes: number): Uint8Array {
  const body = new Uint8Array(bytes - 4).fill(0x81);
  body[body.length - 1] = 0x80;
  return withCheck(body);
}

/** Of the farmer, from nothing. */
function request(range: Range & { readonly token?: string }, segments: Segment[]): Uint8Array {
  const token = range.token ?? range.corpus.phone.token;
  const budget = 2 ** 53 - 1;
  const start: [number, Uint8Array] = [0, new Uint8Array(0)];
  const rest = [null, null, null, null, null] as const;
  return encodeRequest([
    PROTOCOL_VERSION,
    'fuzz',
    bytesOfHex(token),
    bytesOfHex(COOP),
    start,
    budget,
    segments,
    ...rest,
  ]);
}

/** The farmer's own harvest and its reversal, as they were once pushed. */
function templates({ corpus }: Range): { readonly post: Operation; readonly reverse: Operation } {
  const all = corpus.runs.flat().filter((operation) => operation.table === harvests.number);
  const reverse = required(
    all.find((operation) => operation.kind === 'reverse'),
    'a harvest was taken back',
  );
  const named = reverse.fields.find((field) => field.no === harvests.fields['reversesId']?.no)?.value ?? null;
  const taken = isReference(named) ? named.ref : '';
  const post = required(
    all.find(({ writer, n }) => operationId(writer, n) === taken),
    'a harvest was recorded',
  );
  return { post, reverse };
}

function log(
  { random }: Range,
  count: number,
  make: (at: { writer: string; n: number }) => Operation,
): readonly Operation[] {
  const writer = hexOf(random.bytes(8));
  return Array.from({ length: count }, (_, index) => ({ ...make({ writer, n: index + 1 }), writer, n: index + 1 }));
}

async function longTexts(range: Range): Promise<Segment> {
  const { post } = templates(range);
  const text = 'ệ'.repeat(1_365);
  const fields = Array.from({ length: 7 }, (_, index): FieldWrite => ({ no: 100 + index, value: text, preds: [] }));
  const operations = log(range, LIMITS.operationsPerRequest, ({ writer, n }) => ({
    ...post,
    schemaVersion: 99,
    row: operationId(writer, n),
    fields: [...post.fields, ...fields],
  }));
  return segmentOf(range.random, operations, false);
}

async function manyPredecessors(range: Range): Promise<Segment> {
  const { post } = templates(range);
  const preds = Array.from({ length: LIMITS.predsPerField }, (_, index) => operationId('ab'.repeat(8), index + 1));
  const operations = log(range, LIMITS.operationsPerRequest, ({ writer, n }) => ({
    ...post,
    row: operationId(writer, n),
    fields: post.fields.map((field) => ({ ...field, preds })),
  }));
  return segmentOf(range.random, operations, false);
}

async function everyList(range: Range): Promise<readonly Uint8Array[]> {
  const { random, corpus } = range;
  const { post } = templates(range);
  const segments: Segment[] = [];
  while (segments.length < LIMITS.logsPerRequest) {
    const operations = log(range, 31, ({ writer, n }) => ({ ...post, row: operationId(writer, n) }));
    segments.push(await segmentOf(random, operations, true));
  }
  const marks = Array.from(
    { length: LIMITS.logsPerRequest },
    (_, index): [Uint8Array, number, [number, Uint8Array][]] => [
      segments[index]?.[0] ?? random.bytes(8),
      2 ** 53 - 1,
      Array.from({ length: LIMITS.marksPerLog }, (_each, at) => [at, random.bytes(8)]),
    ],
  );
  const receipts = Array.from({ length: LIMITS.receipts }, (_, at): [number, Uint8Array] => [at, random.bytes(8)]);
  const refetch = encodeIds(Array.from({ length: LIMITS.refetchIds }, () => random.pick(corpus.ids)));
  const everything = [
    'coop',
    'member:*',
    'book',
    'admin',
    ...Array.from({ length: 12 }, (_, at) => `book@${2_000 + at}`),
  ];
  const body = (cursor: [number, Uint8Array], pushed: Segment[]): Uint8Array =>
    encodeRequest([
      PROTOCOL_VERSION,
      'fuzz',
      bytesOfHex(corpus.phone.token),
      bytesOfHex(COOP),
      cursor,
      2 ** 53 - 1,
      pushed,
      marks,
      receipts,
      refetch,
      [everything, everything, 0],
      new Uint8Array(BUCKETS * SUM_BYTES).fill(1),
    ]);
  return [
    body([0, new Uint8Array(0)], segments),
    body([0, new Uint8Array(0)], segments),
    body([9, random.bytes(8)], []),
  ];
}

/** More fields in one row than one operation may have. */
async function fieldsWithoutEnd(range: Range): Promise<readonly Uint8Array[]> {
  const { corpus, random } = range;
  const create = required(
    corpus.runs
      .flat()
      .find(
        (operation) => operation.kind === 'create' && operation.scope.startsWith('member:') && operation.table === 4,
      ),
    'a plot was added',
  );
  const scope = templates(range).post.scope;
  const member = { ref: scope.slice('member:'.length) };
  const operations = log(range, 60, ({ writer, n }) => ({
    ...create,
    kind: n === 1 ? ('create' as const) : ('set' as const),
    schemaVersion: 99,
    scope,
    group: 0,
    row: operationId(writer, 1),
    fields:
      n === 1
        ? create.fields.map((field) => (field.no === 1 ? { ...field, value: member } : field))
        : Array.from(
            { length: 90 },
            (_, index): FieldWrite => ({ no: 1_000 + n * 100 + index, value: 'x'.repeat(300), preds: [] }),
          ),
  }));
  // One after the other: a row that can be written and not read would otherwise take its own request with it.
  const writer = required(operations[0], 'there are some').writer;
  const bodies: Uint8Array[] = [];
  for (const [index, operation] of operations.slice(0, 5).entries()) {
    const before = chainOver(chainStart(COOP, writer), operations.slice(0, index));
    bodies.push(request(range, [await segmentOf(random, [operation], false, before)]));
  }
  return bodies;
}

/** All of a group wait for one row, and one of them will never be good: each is woken, and all are judged for each. */
async function groupOfMany(range: Range): Promise<readonly Uint8Array[]> {
  const { random } = range;
  const { post, reverse } = templates(range);
  const awaited = log(range, 1, ({ writer, n }) => ({ ...post, group: 0, row: operationId(writer, n) }));
  const target = required(awaited[0], 'one').row;
  const waiting = log(range, LIMITS.operationsPerRequest, ({ writer, n }) => ({
    ...reverse,
    group: 1,
    row: operationId(writer, n),
    kind: n === LIMITS.operationsPerRequest ? ('post' as const) : ('reverse' as const),
    fields: reverse.fields.map((field) =>
      field.no === harvests.fields['reversesId']?.no ? { ...field, value: { ref: target } } : field,
    ),
  }));
  return [
    request(range, [await segmentOf(random, waiting, false)]),
    request(range, [await segmentOf(random, awaited, false)]),
  ];
}

/** The second names the first as its group's beginning, the first is of no group; the second waits, and is woken. */
async function groupOfNobody(range: Range): Promise<readonly Uint8Array[]> {
  const { random } = range;
  const { post, reverse } = templates(range);
  const awaited = log(range, 1, ({ writer, n }) => ({ ...post, group: 0, row: operationId(writer, n) }));
  const target = required(awaited[0], 'one').row;
  const fields = reverse.fields.map((field) =>
    field.no === harvests.fields['reversesId']?.no ? { ...field, value: { ref: target } } : field,
  );
  const lying = log(range, 2, ({ writer, n }) =>
    n === 1
      ? { ...post, group: 0, row: operationId(writer, n) }
      : { ...reverse, fields, group: 1, row: operationId(writer, n) },
  );
  return [
    request(range, [await segmentOf(random, lying, false)]),
    request(range, [await segmentOf(random, awaited, false)]),
  ];
}

/** Each group waits for a row of the next one; the last one lets all of them in, one after the other. */
async function chainOfGroups(range: Range, links: number): Promise<readonly Uint8Array[]> {
  const { random } = range;
  const { post, reverse } = templates(range);
  const operations = log(range, links * 2, ({ writer, n }) => {
    const group = n % 2 === 1 ? n : n - 1;
    const fields = reverse.fields.map((field) =>
      field.no === harvests.fields['reversesId']?.no ? { ...field, value: { ref: operationId(writer, n + 1) } } : field,
    );
    const isLast = n === links * 2;
    const isPost = n % 2 === 1 || isLast;
    return { ...(isPost ? post : { ...reverse, fields }), group, row: operationId(writer, n) };
  });
  const bodies: Uint8Array[] = [];
  const step = LIMITS.operationsPerRequest;
  let before = chainStart(COOP, required(operations[0], 'there are some').writer);
  for (let from = 0; from < operations.length; from += step) {
    const part = operations.slice(from, from + step);
    bodies.push(request(range, [await segmentOf(random, part, false, before)]));
    before = chainOver(before, part);
  }
  return bodies;
}
