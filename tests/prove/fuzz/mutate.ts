/** What hostile or broken senders make of a message: bytes, trees of CBOR, and whole operations under a right chain. */
import { encode } from 'cborg';
import { bytesOfHex, hexOf, operationId, splitId } from '#kernel/ids.ts';
import { memberScope } from '#kernel/module.ts';
import { SERVER_WRITER } from '#kernel/system-rows.ts';
import { canonicalOperation, chainStart } from '#protocol/chain.ts';
import { encodeOperations } from '#protocol/columns.ts';
import {
  isReference,
  OPERATION_KINDS,
  type FieldWrite,
  type Operation,
  type Reference,
  type WireValue,
} from '#protocol/operation.ts';
import { sealMessage } from '#protocol/seal.ts';
import { withCheck, type Segment } from '#protocol/sync-message.ts';
import type { Random } from '../../helpers/random.ts';
import { standInSigner } from '../../sync/sim/signing.ts';
import type { Corpus } from './corpus.ts';
import { COOP, OTHER_COOP } from './ground.ts';

const EDGES = [0, 1, 2, 7, 8, 16, 63, 64, 65, 127, 128, 255, 256, 500, 501, 1_999, 2_000, 2_001, 65_535, 65_536];
const LARGE = [2 ** 31 - 1, 2 ** 31, 2 ** 32, 1e15 - 1, 1e15, 2 ** 51, 2 ** 53 - 1];

/** Bytes that were changed, cut, lengthened, put together from two or made up. */
export function mutatedBytes(random: Random, original: Uint8Array, donor: Uint8Array): Uint8Array {
  switch (random.below(7)) {
    case 0:
      return original.slice(0, random.below(original.length + 1));
    case 1:
      return random.bytes(random.below(200));
    case 2:
      return joined(original, donor.slice(0, random.below(40)));
    case 3: {
      const at = random.below(original.length + 1);
      return joined(original.slice(0, at), donor.slice(random.below(donor.length + 1)));
    }
    case 4: {
      const at = random.below(original.length + 1);
      return joined(original.slice(0, at), varint(hostileNumber(random)), original.slice(at + random.below(3)));
    }
    default: {
      const bytes = Uint8Array.from(original);
      if (bytes.length === 0) return bytes;
      for (let changes = 1 + random.below(4); changes > 0; changes -= 1)
        bytes[random.below(bytes.length)] = random.chance(0.3)
          ? random.pick([0, 1, 0x7f, 0x80, 0xff])
          : random.below(256);
      return bytes;
    }
  }
}

/** The message with one to three of its parts replaced, and the check made right again. */
export function mutatedMessage(
  random: Random,
  parts: { readonly message: readonly unknown[]; readonly donor: readonly unknown[]; readonly corpus: Corpus },
  request?: Uint8Array,
): Uint8Array {
  let tree: unknown = parts.message;
  for (let changes = 1 + random.below(3); changes > 0; changes -= 1) tree = withChange(random, tree, parts);
  return withCheck(encode(tree), request);
}

function withChange(
  random: Random,
  tree: unknown,
  parts: { readonly donor: readonly unknown[]; readonly corpus: Corpus },
): unknown {
  const paths = pathsOf(tree);
  const path = random.pick(paths);
  return replacedAt(tree, path, (part) => {
    if (part instanceof Uint8Array && random.chance(0.6))
      return mutatedBytes(random, part, idBytes(random, parts.corpus));
    if (Array.isArray(part) && random.chance(0.5)) return mutatedList(random, part);
    return random.chance(0.25) ? partAt(parts.donor, path) : hostilePart(random, parts.corpus);
  });
}

function mutatedList(random: Random, list: readonly unknown[]): unknown[] {
  const at = random.below(list.length + 1);
  switch (random.below(4)) {
    case 0:
      return [...list.slice(0, at), ...list.slice(at + 1)];
    case 1:
      return [...list.slice(0, at), ...list.slice(Math.max(0, at - 1))];
    case 2:
      return Array.from(
        { length: Math.min(3_000, list.length * random.pick([2, 40, 70])) },
        (_, index) => list[index % list.length],
      );
    default:
      return [...list].reverse();
  }
}

type Path = readonly number[];

function pathsOf(tree: unknown, path: Path = []): readonly Path[] {
  if (!Array.isArray(tree) || path.length > 6) return [path];
  return [path, ...tree.slice(0, 80).flatMap((part: unknown, index) => pathsOf(part, [...path, index]))];
}

function replacedAt(tree: unknown, [first, ...rest]: Path, change: (part: unknown) => unknown): unknown {
  if (first === undefined) return change(tree);
  if (!Array.isArray(tree)) return tree;
  return tree.map((part: unknown, index) => (index === first ? replacedAt(part, rest, change) : part));
}

function partAt(tree: unknown, [first, ...rest]: Path): unknown {
  if (first === undefined) return tree;
  return Array.isArray(tree) ? partAt(tree[first], rest) : null;
}

function hostilePart(random: Random, corpus: Corpus): unknown {
  switch (random.below(10)) {
    case 0:
    case 1:
      return hostileNumber(random) * random.pick([1, 1, 1, -1]);
    case 2:
      return random.pick([2n ** 63n, -(2n ** 63n), 1.5, -0.1, Number.NaN, Number.POSITIVE_INFINITY]);
    case 3:
      return random.chance(0.2) ? undefined : random.pick([null, true, false]);
    case 4:
      return hostileText(random);
    case 5:
      return nested(random.pick([1, 3, 60]), random.pick<unknown>([0, [], new Uint8Array(8)]));
    case 6:
      return random.pick<unknown>([{ a: 1 }, new Map([['__proto__', 1]]), JSON.parse('{"__proto__":{"length":9}}')]);
    case 7:
      return random.bytes(random.pick([0, 1, 7, 8, 9, 15, 16, 17, 64, 65, 300]));
    default:
      return idBytes(random, corpus);
  }
}

function nested(depth: number, core: unknown): unknown {
  let tree = core;
  for (let left = depth; left > 0; left -= 1) tree = [tree];
  return tree;
}

function hostileNumber(random: Random): number {
  return random.chance(0.6) ? random.pick(EDGES) : random.pick(LARGE);
}

function hostileText(random: Random): string {
  return random.pick([
    '',
    '\u0000',
    '__proto__',
    'coop',
    'member:*@9999-',
    'x'.repeat(41),
    'ệ'.repeat(2_000),
    '\ud83c',
    'x'.repeat(5_000),
  ]);
}

/** Bytes that stand for somebody: writers, tokens, co-ops. */
function idBytes(random: Random, corpus: Corpus): Uint8Array {
  const choice = random.below(5);
  if (choice === 0) return bytesOfHex(SERVER_WRITER);
  if (choice === 1) return bytesOfHex(random.pick(corpus.tokens));
  if (choice === 2) return bytesOfHex(random.pick([COOP, OTHER_COOP]));
  return bytesOfHex(splitId(random.pick(corpus.ids)).writer);
}

/** A log of hostile operations as a whole segment: chain and seal are right, so that only what it says is judged. */
export async function hostileSegment(random: Random, corpus: Corpus): Promise<Segment> {
  const writer = hexOf(random.bytes(8));
  const templates = random.chance(0.5)
    ? random.pick(corpus.runs).slice(0, 8)
    : Array.from({ length: 1 + random.below(6) }, () => random.pick(random.pick(corpus.runs)));
  const operations = templates.map((template, index) =>
    hostileOperation(random, { template, writer, n: index + 1 }, corpus),
  );
  return segmentOf(random, operations, random.chance(0.3));
}

export async function segmentOf(
  random: Random,
  operations: readonly Operation[],
  isSealed: boolean,
  firstHash?: string,
): Promise<Segment> {
  const [first] = operations;
  const { writer, n: firstN } = first ?? { writer: SERVER_WRITER, n: 1 };
  let hash = firstHash ?? chainStart(COOP, writer);
  for (const operation of operations) ({ hash } = canonicalOperation(hash, operation));
  const columns = encodeOperations(operations);
  const last = bytesOfHex(hash);
  if (!isSealed) return [bytesOfHex(writer), firstN, operations.length, last, columns, null, null, null];
  const signer = standInSigner(random);
  const { privateKey, publicKey } = await signer.createKey();
  const n = firstN + operations.length - 1;
  const seal = await signer.sign(privateKey, sealMessage({ coop: COOP, writer, n, hash }));
  const origin = originOf(random, writer);
  return [bytesOfHex(writer), firstN, operations.length, new Uint8Array(0), columns, seal, publicKey, origin];
}

function originOf(random: Random, writer: string): Segment[7] {
  if (random.chance(0.5)) return null;
  const from = random.pick([writer, SERVER_WRITER, '0'.repeat(16)]);
  return [bytesOfHex(from), random.pick([1, 2, 2 ** 53 - 1]), random.bytes(16)];
}

function hostileOperation(
  random: Random,
  { template, writer, n }: { readonly template: Operation; readonly writer: string; readonly n: number },
  corpus: Corpus,
): Operation {
  // The log's own rows go along under the new writer, most of the time.
  const renamed = (id: string): string => {
    const parts = splitId(id);
    return parts.writer === template.writer && random.chance(0.7)
      ? operationId(writer, parts.n - template.n + n > 0 ? parts.n - template.n + n : 1)
      : id;
  };
  const makesRow = template.kind === 'create' || template.kind === 'post' || template.kind === 'reverse';
  let operation: Operation = {
    ...template,
    writer,
    n,
    row: makesRow ? operationId(writer, n) : renamed(template.row),
    group: random.chance(0.8) ? 0 : 1 + random.below(n),
    fields: template.fields.map((field) => ({
      ...field,
      value: renamedValue(field.value, renamed),
      preds: field.preds.map(renamed),
    })),
  };
  for (let changes = random.below(4); changes > 0; changes -= 1)
    operation = changedOperation(random, operation, corpus);
  return operation;
}

function renamedValue(value: WireValue | null, renamed: (id: string) => string): WireValue | null {
  if (value === null || typeof value !== 'object') return value;
  if (isReference(value)) return { ref: renamed(value.ref) };
  return value.map((item: number | string | Reference) =>
    typeof item === 'object' ? { ref: renamed(item.ref) } : item,
  );
}

const TABLES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 99, 2 ** 31, 2 ** 53 - 1];
const SCOPES = ['coop', 'book', 'admin', 'device'];

function changedOperation(random: Random, operation: Operation, corpus: Corpus): Operation {
  const id = (): string => hostileId(random, operation, corpus);
  switch (random.below(10)) {
    case 0:
      return { ...operation, kind: random.pick(OPERATION_KINDS) };
    case 1:
      return { ...operation, table: random.pick(TABLES) };
    case 2:
      return { ...operation, schemaVersion: random.pick([0, 1, 2, 99, 2 ** 53 - 1]) };
    case 3:
      return { ...operation, scope: random.chance(0.4) ? random.pick(SCOPES) : memberScope(id()) };
    case 4:
      return {
        ...operation,
        time: { ms: random.pick([0, 1, 253_402_300_799_000]), counter: random.pick([0, 65_535]) },
      };
    case 5:
      return { ...operation, group: random.pick([0, 1, operation.n, Math.max(1, operation.n - 1)]) };
    case 6:
      return { ...operation, row: id() };
    case 7:
      return { ...operation, fields: operation.fields.filter(() => random.chance(0.7)) };
    default:
      return { ...operation, fields: changedFields(random, operation.fields, { id, corpus }) };
  }
}

function changedFields(
  random: Random,
  fields: readonly FieldWrite[],
  { id, corpus }: { readonly id: () => string; readonly corpus: Corpus },
): readonly FieldWrite[] {
  const preds = (): readonly string[] => Array.from({ length: random.pick([0, 1, 3, 64, 65]) }, id);
  const value = (): WireValue | null => hostileValue(random, id, corpus);
  if (random.chance(0.2)) {
    const no = random.pick([0, 1, 5, 14, 40, 998, 999, 1_000, 2 ** 31]);
    const added = [...fields.filter((field) => field.no !== no), { no, value: value(), preds: preds() }];
    return added.sort((left, right) => left.no - right.no);
  }
  const at = random.below(fields.length);
  return fields.map((field, index) => {
    if (index !== at) return field;
    return random.chance(0.6) ? { ...field, value: value() } : { ...field, preds: preds() };
  });
}

function hostileValue(random: Random, id: () => string, corpus: Corpus): WireValue | null {
  switch (random.below(6)) {
    case 0:
      return hostileNumber(random) * random.pick([1, -1]);
    case 1:
      return random.pick([
        '',
        'x',
        'late',
        'release',
        'member-coop',
        '__proto__',
        '\u0000',
        'x'.repeat(4_096),
        'ệ'.repeat(1_365),
      ]);
    case 2:
      return { ref: id() };
    case 3:
      return null;
    case 4:
      return random.pick(random.pick(random.pick(corpus.runs)).fields).value;
    default:
      return Array.from({ length: random.pick([0, 1, 2, 500]) }, () =>
        random.pick<number | string | Reference>([1, 'coop', { ref: id() }]),
      );
  }
}

function hostileId(random: Random, { writer, n }: Operation, corpus: Corpus): string {
  switch (random.below(6)) {
    case 0:
      return operationId(writer, n);
    case 1:
      return operationId(writer, n + 1 + random.below(3));
    case 2:
      return operationId(SERVER_WRITER, 1 + random.below(60));
    case 3:
      return operationId(hexOf(random.bytes(8)), random.pick([1, 1e15 - 1]));
    default:
      return random.pick(corpus.ids);
  }
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 0x80)) {
    if (rest < 0x80) return Uint8Array.from([...bytes, rest]);
    bytes.push((rest % 0x80) | 0x80);
  }
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
