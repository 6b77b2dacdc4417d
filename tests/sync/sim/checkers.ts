/** What was promised, looked at from outside: the server's log and every device's disk (docs/protocol.md, I1 to I28). */
import { coversScope, holds, parseGrants } from '#kernel/grants.ts';
import { operationId } from '#kernel/ids.ts';
import type { AttentionRow } from '#kernel/system-rows.ts';
import { refold } from '#local-db/index.ts';
import { asLocalRow, baseOf, businessFields, foldedState, type LocalRow } from '#local-db/local-row.ts';
import { pendingOf } from '#local-db/reader.ts';
import { LINES, META, TOTALS } from '#local-db/tables.ts';
import type { TableDefinition } from '#kernel/module.ts';
import { worksForCoop } from '#kernel/roles.ts';
import { registry } from '#modules/registry.ts';
import { harvests } from '#modules/harvests/index.ts';
import { sales } from '#modules/sales/index.ts';
import { decodeCanonical } from '#protocol/canonical.ts';
import { decodeRows, encodeRows } from '#protocol/columns.ts';
import { isDeleted } from '#protocol/merge.ts';
import type { Operation } from '#protocol/operation.ts';
import type { RowState } from '#protocol/row-state.ts';
import { conflictsOf, shownRow } from '#protocol/shown-row.ts';
import { auditLog } from '#server/audit/audit-log.ts';
import { sayFinding } from '#server/audit/findings.ts';
import { accessOf } from '#server/sync/access.ts';
import type { VerifySeal } from '#server/sync/receive.ts';
import { rebuildRows } from '#server/sync/rebuild.ts';
import { judge } from '#server/sync/judge.ts';
import { rulesOf } from '#server/sync/rules.ts';
import type { LogEvent, StoredOperation } from '#server/store/store.ts';
import { canonical } from '../../helpers/canonical.ts';
import { keyText } from '../../helpers/memory-store.ts';
import { isSameData, isSameSet } from '../../helpers/same-data.ts';
import type { Device } from './device.ts';
import type { ServerNode } from './server-node.ts';
import { verifyStandIn } from './signing.ts';

type Complain = (text: string) => void;

const NOTE_FIELDS: ReadonlyMap<number, number> = new Map([
  [harvests.number, harvests.fields['note']?.no ?? 0],
  [sales.number, sales.fields['note']?.no ?? 0],
]);

/** The server's whole log, read once for all checks at the end. */
export interface ServerView {
  readonly operations: ReadonlyMap<string, StoredOperation>;
  readonly decoded: ReadonlyMap<string, Operation>;
  readonly events: readonly LogEvent[];
  readonly rows: readonly RowState[];
  /** Operations that count: stored at once, or let in later. */
  readonly counting: ReadonlySet<string>;
}

export function viewOf(server: Pick<ServerNode, 'read'>): ServerView {
  return server.read((reader) => {
    const log = reader.logAfter(0, 1_000_000);
    const stored = log.filter((entry): entry is StoredOperation => !('kind' in entry));
    const events = log.filter((entry): entry is LogEvent => 'kind' in entry);
    const idBySeq = new Map(stored.map((each) => [each.seq, operationId(each.writer, each.n)]));
    const counting = new Set(
      stored.filter((each) => each.reason === undefined).map((each) => operationId(each.writer, each.n)),
    );
    for (const event of events) if (event.kind === 'apply') counting.add(idBySeq.get(event.operationSeq) ?? '');
    return {
      operations: new Map(stored.map((each) => [operationId(each.writer, each.n), each])),
      decoded: new Map(
        stored.map((each) => [
          operationId(each.writer, each.n),
          decodeCanonical(each.writer, each.header, each.payload),
        ]),
      ),
      events,
      rows: reader.allRows('', 1_000_000),
      counting,
    };
  });
}

/** The word in a document's note, which the workload made up. */
export function tokenOf(operation: Operation): string | undefined {
  const no = NOTE_FIELDS.get(operation.table);
  if (no === undefined || operation.kind !== 'post') return undefined;
  const value = operation.fields.find((field) => field.no === no)?.value;
  return typeof value === 'string' && value.startsWith('#') ? value : undefined;
}

/** Every writer's log is gapless and its chain whole, the server's own chain too, and every seal holds (I4, I18). */
export function checkLog(
  coop: string,
  server: Pick<ServerNode, 'read'>,
  complain: Complain,
  verify: VerifySeal = verifyStandIn,
): void {
  const { findings } = server.read((reader) => auditLog(reader, { coop, verify }));
  for (const finding of findings) complain(`[I4] [I18] ${sayFinding(finding)}`);
}

/** Rows folded anew from the log are the rows (I26). */
export function checkRebuild(server: Pick<ServerNode, 'read' | 'tryOut'>, complain: Complain): void {
  const before = server.read((reader) => reader.allRows('', 1_000_000)).map(canonicalRow);
  const after = server.tryOut((writer) => {
    rebuildRows({ rules: rulesOf(registry), writer });
    return writer.allRows('', 1_000_000).map(canonicalRow);
  });
  if (before.join('\n') !== after.join('\n')) {
    const first = before.findIndex((row, index) => row !== after[index]);
    complain(`[I26] rebuilt rows differ: ${shownHex(before[first])} ≠ ${shownHex(after[first])}`);
  }
}

/** What people saved and still have is on the server, each once (I1, I2, I3, I8, I14, I15). */
export function checkSaved(devices: readonly Device[], view: ServerView, complain: Complain): void {
  for (const device of devices) {
    const here = device.operations();
    for (const id of device.known.keys()) {
      const now = device.idNow(id);
      if (!view.operations.has(now)) complain(`[I1] ${id} (now ${now}) of ${device.name} never came to the server`);
    }
    for (const [id, local] of here) {
      const stored = view.operations.get(id);
      if (stored !== undefined && stored.hash !== local.hash)
        complain(`[I15] ${device.name} and the server have different operations under ${id}`);
      if (local.seq === 0) complain(`[I13] ${device.name} still holds ${id} as unsent`);
    }
  }
  const counts = new Map<string, number>();
  for (const operation of view.decoded.values()) {
    const token = tokenOf(operation);
    if (token !== undefined) counts.set(token, (counts.get(token) ?? 0) + 1);
  }
  for (const [token, count] of counts)
    if (count > 1) complain(`[I3] the record ${token} is ${count} times on the server`);
}

/** What a device was told is stored (I2). */
export function acknowledgedOn(device: Device): readonly string[] {
  return [...device.operations()].filter(([, local]) => local.seq > 0).map(([id]) => id);
}

/** What the server took for good: rights, groups, causal order, and nothing that waits in vain (I8, I13, I17, P12). */
export function checkServer(server: Pick<ServerNode, 'read' | 'tryOut'>, view: ServerView, complain: Complain): void {
  const rules = rulesOf(registry);
  const groups = new Map<string, Set<string>>();
  const cards = new Map<string, string>();
  for (const row of view.rows) {
    const table = rules.tables.get(row.table);
    if (table?.role !== 'attention') continue;
    const card = shownRow(table, row) as unknown as AttentionRow;
    cards.set(card.operation, card.state);
  }
  server.read((reader) => {
    for (const [id, operation] of view.decoded) {
      const counts = view.counting.has(id);
      const wasLetIn = view.operations.get(id)?.reason !== undefined;
      const person = reader.person(reader.writer(operation.writer)?.user ?? '');
      if (
        counts &&
        !wasLetIn &&
        person !== undefined &&
        !worksForCoop(person) &&
        !coversScope('member:self', person, operation.scope)
      )
        complain(`[I17] ${id} of a member counts in ${operation.scope}`);
      if (operation.group === 0) continue;
      const key = operationId(operation.writer, operation.group);
      groups.set(key, (groups.get(key) ?? new Set()).add(counts ? 'counts' : (cards.get(id) ?? 'lost')));
    }
    for (const [key, fates] of groups)
      if (fates.size > 1) complain(`[P12] of the group ${key} a part has another fate: ${[...fates].join(', ')}`);
    for (const row of view.rows) {
      for (const [no, heads] of row.fields) {
        const logs = heads.map((head) => head.operation.slice(0, 16));
        const table = rules.tables.get(row.table);
        const isSet = Object.values(table?.fields ?? {}).some((field) => field.no === no && field.kind === 'set');
        if (!isSet && new Set(logs).size < logs.length)
          complain(
            `[I8] two values of one log stand in field ${no} of ${row.id}, though the later one saw the earlier`,
          );
      }
    }
  });
  server.tryOut((writer) => {
    const table = rules.byRole.get('attention');
    for (const row of view.rows) {
      if (table === undefined || row.table !== table.number) continue;
      const card = shownRow(table, row) as unknown as AttentionRow;
      const operation = view.decoded.get(card.operation);
      const person = writer.person(card.author);
      if (card.state !== 'open' || card.why !== 'depends' || operation?.group !== 0 || person === undefined) continue;
      const [verdict] = judge({ rules, person, access: accessOf(writer, rules, person), reader: writer }, [operation]);
      if (verdict !== undefined && !('reason' in verdict)) complain(`[I13] ${card.operation} waits for what is there`);
    }
  });
}

/** The device shows what the server holds of its grants, and nothing of anybody else's (I7, I17). */
export async function checkConverged(
  device: Device,
  server: Pick<ServerNode, 'read'>,
  view: ServerView,
  parts: { readonly complain: Complain; readonly mark: (name: string) => void },
): Promise<void> {
  const { person } = device.session;
  const rules = rulesOf(registry);
  const access = server.read((reader) => accessOf(reader, rules, person));
  const { catalogue } = device.database;
  const expected = new Map<string, RowState>();
  for (const row of view.rows) {
    const table = rules.tables.get(row.table);
    const isOwnCard = table?.role === 'attention' && shownRow(table, row)['author'] === person.userId;
    if (holds(access.grants, person, { scope: row.scope, year: 0 }) || isOwnCard)
      expected.set(`${row.table} ${row.id}`, row);
  }
  for (const table of catalogue.tables) {
    for (const record of device.disk.tables.get(table.name)?.values() ?? []) {
      const row = asLocalRow(record);
      if (row === undefined) continue;
      const key = `${table.number} ${row.id}`;
      const state = expected.get(key);
      expected.delete(key);
      if (state === undefined) {
        if (row.column !== 'attention')
          parts.complain(
            `[I7] ${device.name} shows ${table.name} ${row.id} (${row.column}) that the server does not give it`,
          );
        continue;
      }
      const pending = (await pendingOf(device.database.store.reader, row.id, row.baseSeq)).filter(
        (local) => local.attention !== 1,
      );
      if (pending.length > 0) parts.complain(`[I7] ${device.name} has something pending on ${row.id}`);
      if (row.reason === 'witness') parts.complain(`[I7] ${device.name} believes to be the only one with ${row.id}`);
      if (row.conflicts.length > 0) parts.mark('conflict shown');
      const difference = differenceOf(table, row, state);
      if (difference !== '')
        parts.complain(`[I7] ${device.name} and the server differ in ${table.name} ${row.id}: ${difference}`);
    }
  }
  for (const row of expected.values())
    parts.complain(`[I7] ${device.name} lacks row ${row.id} of table ${row.table} in ${row.scope} at ${row.seq}`);
}

function differenceOf(table: TableDefinition, row: LocalRow, state: RowState): string {
  if (row.column === 'attention') {
    // An own operation in quarantine lies on top: the state under it must be the server's.
    const base = baseOf(table, row);
    if (base === undefined || isSameData(headsIn(base), headsIn(state))) return '';
    return `${canonical(headsIn(base))} ≠ ${canonical(headsIn(state))}`;
  }
  const here = {
    ...businessFields(table, row),
    conflicts: row.conflicts,
    deleted: row.deleted === 1,
    seq: row.baseSeq,
    heads: headsIn(foldedState(table, row, [])),
  };
  const there = {
    ...shownRow(table, state),
    conflicts: conflictsOf(table, state),
    deleted: isDeleted(state),
    seq: state.seq,
    heads: headsIn(state),
  };
  return isSameData(here, there) ? '' : `${canonical(here)} ≠ ${canonical(there)}`;
}

function headsIn(state: RowState): readonly unknown[] {
  return [...state.fields].map(([no, list]) => [no, list.map((head) => head.operation)]);
}

/** Projections equal a full refold, column by column (I9, W8). */
export async function checkProjections(device: Device, complain: Complain): Promise<void> {
  const fresh = await refold(device.database);
  const totals = [...(device.disk.tables.get(TOTALS)?.values() ?? [])];
  const lines = [...(device.disk.tables.get(LINES)?.values() ?? [])];
  if (!isSameSet(totals, fresh.totals))
    complain(`[I9] ${device.name}: totals differ from their documents: ${firstDifference(totals, fresh.totals)}`);
  if (!isSameSet(lines, fresh.lines))
    complain(`[I9] ${device.name}: lines differ from their documents: ${firstDifference(lines, fresh.lines)}`);
}

function firstDifference(here: readonly unknown[], there: readonly unknown[]): string {
  const [left, right] = [new Set(here.map(canonical)), new Set(there.map(canonical))];
  const more = [...left].find((each) => !right.has(each));
  const less = [...right].find((each) => !left.has(each));
  return `${more ?? 'nothing'} ≠ ${less ?? 'nothing'}`;
}

/** At any moment: nothing of somebody else's is on a device, and what was saved is in one of its states (I8, I17). */
export function checkNow(device: Device, complain: Complain): void {
  const cursor = device.disk.tables.get(META)?.get(keyText('cursor'));
  const { person } = device.session;
  const texts = [cursor?.['held'], (cursor?.['filling'] as { grants?: unknown } | undefined)?.grants].flat();
  const grants = cursor === undefined ? undefined : parseGrants(texts.map(String));
  const own = device.operations();
  const made = new Set([...own.values()].map((local) => local.row));
  if (grants !== undefined) {
    for (const table of device.database.catalogue.tables) {
      for (const record of device.disk.tables.get(table.name)?.values() ?? []) {
        const row = asLocalRow(record);
        if (row === undefined || made.has(row.id) || record['author'] === person.userId) continue;
        if (!grants.some((grant) => coversScope(grant.pattern, person, row.scope)))
          complain(`[I17] ${device.name} holds ${table.name} ${row.id} of ${row.scope} without a grant`);
      }
    }
  }
  for (const [id] of device.known) {
    const local = own.get(device.idNow(id));
    if (local === undefined) continue;
    const states = [local.seq === 0, local.seq > 0 && local.attention !== 1, local.attention === 1].filter(Boolean);
    if (states.length !== 1) complain(`[I8] ${id} of ${device.name} is in ${states.length} states at once`);
  }
  for (const [id, local] of own) {
    if (local.seq > 0 || local.row !== id) continue;
    const table = device.database.catalogue.byNumber.get(local.operation.table);
    if (table !== undefined && device.disk.tables.get(table.name)?.get(keyText(id)) === undefined)
      complain(`[I8] ${id} is saved on ${device.name} and shown nowhere`);
  }
  for (const local of own.values()) {
    const before = own.get(operationId(local.writer, local.n - 1));
    const [earlier, later] = [before?.operation.time, local.operation.time];
    if (earlier === undefined || local.operation.writer !== local.writer) continue;
    const isForward = later.ms > earlier.ms || (later.ms === earlier.ms && later.counter > earlier.counter);
    // What was issued anew keeps its old time.
    if (!isForward && !isReissued(device, local.writer, local.n))
      complain(`[I12] ${operationId(local.writer, local.n)} of ${device.name} is older than the one before it`);
  }
}

function isReissued(device: Device, writer: string, n: number): boolean {
  const aliases = device.disk.tables.get('aliases');
  const targets = new Set([...(aliases?.values() ?? [])].map((record) => record['to']));
  return targets.has(operationId(writer, n)) || targets.has(operationId(writer, n - 1));
}

function shownHex(hex: string | undefined): string {
  return hex === undefined
    ? 'nothing'
    : JSON.stringify(decodeRows(Buffer.from(hex, 'hex')).map((row) => [row, [...row.fields]]));
}

function canonicalRow(row: RowState): string {
  return Buffer.from(encodeRows([row])).toString('hex');
}
