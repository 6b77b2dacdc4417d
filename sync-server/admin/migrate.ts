/**
 * Moves co-ops from one store to another, with the old server at work meanwhile: the log goes over entry by entry, each
 * under the sequence and chain that it has, so that every device's cursor stays valid. What comes to the old server during
 * a run is brought by the next one; the last is made with the old server stopped, and takes a moment.
 */
import { operationId } from '#kernel/ids.ts';
import { Fault } from '#kernel/result.ts';
import type { CoopReader, CoopWriter, LogEvent, ServerStore, StoredOperation } from '../store/store.ts';
import { replay } from '../sync/rebuild.ts';
import type { Rules } from '../sync/rules.ts';

const STEP = 1_000;

export interface Moved {
  /** Log entries that came over in this run, in all co-ops. */
  readonly entries: number;
  /** Co-ops that are not the same in both stores afterwards: the old server still takes something in, or worse. */
  readonly differing: readonly string[];
}

/** Fault `migrate.otherHistory` where the new store has something else under a sequence: nothing of that co-op is moved. */
export async function migrate(
  from: ServerStore,
  to: ServerStore,
  parts: {
    readonly rules: Rules;
    /** The old server is stopped: codes that are still open may go over, since nobody takes them there any more. */
    readonly isLast: boolean;
    readonly say: (line: string) => void;
  },
): Promise<Moved> {
  const { rules, isLast, say } = parts;
  let entries = 0;
  const differing: string[] = [];
  for (const coop of await from.catalogue.coops()) {
    entries += await moveCoop(from, to, { coop: coop.coop, rules });
    const isSame = await isAlike(from, to, coop.coop);
    if (!isSame) differing.push(coop.coop);
    say(`${coop.coop}  ${coop.name}  ${isSame ? 'is the same in both' : 'differs'}`);
  }
  // Only now: a server on the new store knows nobody before everything of him is there.
  await moveCatalogue(from, to, isLast);
  return { entries, differing };
}

/** Gives how many entries of the log came over. */
export async function moveCoop(
  from: Pick<ServerStore, 'read'>,
  to: Pick<ServerStore, 'read' | 'write'>,
  { coop, rules }: { readonly coop: string; readonly rules: Rules },
): Promise<number> {
  let moved = 0;
  for (;;) {
    const at = await to.read(coop, (reader) => reader.head());
    const part = await from.read(coop, (reader) => partAfter(reader, at));
    await to.write(coop, (writer) => putPart(writer, rules, part));
    moved += part.entries.length;
    if (part.entries.length < STEP) return moved;
  }
}

interface Part {
  readonly entries: readonly (StoredOperation | LogEvent)[];
  readonly chains: ReadonlyMap<number, string>;
  readonly writers: ReturnType<CoopReader['writers']>;
  readonly persons: ReturnType<CoopReader['persons']>;
  readonly seals: readonly { readonly writer: string; readonly n: number; readonly signature: Uint8Array }[];
  readonly waiting: ReturnType<CoopReader['allWaiting']>;
  readonly safeSeq: number;
}

/** The next entries of the log, and what is not in it, from one snapshot. */
function partAfter(reader: CoopReader, at: { readonly seq: number; readonly chain: string }): Part {
  if (reader.chainAt(at.seq) !== at.chain) throw new Fault('migrate.otherHistory');
  const entries = reader.logAfter(at.seq, STEP);
  const writers = reader.writers();
  return {
    entries,
    chains: new Map(reader.chainMarks(at.seq, STEP).map(({ seq, chain }) => [seq, chain])),
    writers,
    persons: reader.persons(),
    seals: writers.flatMap(({ writer }) => reader.seals(writer).map((seal) => ({ writer, ...seal }))),
    waiting: reader.allWaiting(),
    safeSeq: reader.head().safeSeq,
  };
}

function putPart(writer: CoopWriter, rules: Rules, part: Part): void {
  for (const person of part.persons) writer.putPerson(person);
  for (const record of part.writers) writer.putWriter(record);
  for (const seal of part.seals) writer.putSeal(seal.writer, seal.n, seal.signature);
  for (const entry of part.entries) {
    const chain = part.chains.get(entry.seq);
    if (chain === undefined) throw new Fault('migrate.otherHistory');
    if ('kind' in entry) writer.putEvent(entry, chain);
    else writer.putOperation(entry, chain);
    replay({ rules, writer }, entry);
  }
  for (const { operation } of writer.allWaiting()) writer.removeWaiting(operation);
  for (const { id, operation } of part.waiting) writer.putWaiting(id, operation);
  if (part.safeSeq > 0 && part.safeSeq <= writer.head().seq) writer.putSafe(part.safeSeq);
}

/** The same log to its end, and the same rows, claims and names from it. */
export async function isAlike(
  from: Pick<ServerStore, 'read'>,
  to: Pick<ServerStore, 'read'>,
  coop: string,
): Promise<boolean> {
  const look = (reader: CoopReader) => ({
    chain: reader.head().chain,
    derived: reader.derived(),
    writers: new Map(reader.writers().map(({ writer, n, hash }) => [operationId(writer, n), hash])),
    waiting: new Map(reader.allWaiting().map(({ id, operation }) => [`${id} ${operation}`, ''])),
  });
  const [here, there] = [await from.read(coop, look), await to.read(coop, look)];
  return (
    here.chain === there.chain &&
    isSame(here.derived, there.derived) &&
    isSame(here.writers, there.writers) &&
    isSame(here.waiting, there.waiting)
  );
}

function isSame(left: ReadonlyMap<string, string>, right: ReadonlyMap<string, string>): boolean {
  return left.size === right.size && [...left].every(([key, value]) => right.get(key) === value);
}

/** People, devices and when they were here; with `isLast` also the codes that are still open. */
export async function moveCatalogue(from: ServerStore, to: ServerStore, isLast: boolean): Promise<void> {
  const known = new Set((await to.catalogue.coops()).map(({ coop }) => coop));
  for (const coop of await from.catalogue.coops()) if (!known.has(coop.coop)) await to.catalogue.addCoop(coop);
  // Whoever was moved before may have other roles by now, or another key.
  for (const session of await from.catalogue.sessions()) await to.catalogue.putSession(session);
  for (const { coop } of await from.catalogue.coops())
    for (const { person, seen } of await from.catalogue.devices(coop))
      if (seen !== undefined) await to.catalogue.noteSeen(coop, person.userId, seen);
  if (!isLast) return;
  for (const invitation of await from.catalogue.invitations()) await to.catalogue.addInvitation(invitation);
}
