/** How the server and its co-ops do, for who runs it: counts, times and names of devices; nothing of the books, and nobody. */
import { statfs } from 'node:fs/promises';
import { isWriter } from '#kernel/ids.ts';
import type { QuarantineReason } from '#kernel/module.ts';
import type { Role } from '#kernel/roles.ts';
import type { AttentionRow } from '#kernel/system-rows.ts';
import { shownRow } from '#protocol/shown-row.ts';
import manifest from '../../package.json' with { type: 'json' };
import type { BackupAge, Complaint } from '../admin/backup-age.ts';
import type { CoopReader, CoopRecord, Device, Measured, ServerStore, Sighting } from '../store/store.ts';
import { accessOf, type Access } from '../sync/access.ts';
import type { Rules } from '../sync/rules.ts';

export interface StatusParts {
  readonly store: ServerStore & Measured;
  readonly rules: Rules;
  readonly backups: () => Promise<readonly BackupAge[]>;
  readonly complaint: () => Promise<Complaint | undefined>;
  /** Where the server's own files are; what is free there is told. */
  readonly dataDir: string;
  /** Since when the process works, ms since 1970; absent: another one does. */
  readonly startedAt?: number;
}

export interface ServerStatus {
  readonly version: string;
  readonly startedAt?: number;
  readonly coops: number;
  readonly bytes?: number;
  readonly freeBytes?: number;
  /** What is wrong with the backups. */
  readonly complaint?: Complaint;
}

export type Quarantined = readonly { readonly reason: QuarantineReason; readonly count: number }[];

export interface CoopStatus {
  readonly coop: string;
  readonly name: string;
  readonly createdAt: number;
  readonly seq: number;
  readonly safeSeq: number;
  readonly bytes?: number;
  /** When the newest verified backup was taken. */
  readonly backedUpAt?: number;
  readonly isBackupOverdue: boolean;
  readonly devices: number;
  readonly lastSeenAt?: number;
  /** What waits for people to look, by why it was put aside. */
  readonly quarantined: Quarantined;
}

export interface DeviceStatus {
  readonly deviceName: string;
  readonly roles: readonly Role[];
  readonly state: Access['state'];
  readonly createdAt: number;
  readonly seen?: Sighting;
}

export async function serverStatus(parts: StatusParts): Promise<ServerStatus> {
  const { store, dataDir, startedAt } = parts;
  const [coops, bytes, freeBytes, complaint] = [
    await store.catalogue.countCoops(),
    await store.bytes(),
    await freeIn(dataDir),
    await parts.complaint(),
  ];
  return { version: manifest.version, coops, ...known({ startedAt, bytes, freeBytes, complaint }) };
}

/** Those of a range of the list, in the order in which they began. */
export async function coopStatuses(
  parts: StatusParts,
  { from = 0, count = Number.POSITIVE_INFINITY }: { readonly from?: number; readonly count?: number } = {},
): Promise<readonly CoopStatus[]> {
  const ages = new Map((await parts.backups()).map((age) => [age.coop, age]));
  const coops = (await parts.store.catalogue.coops()).slice(from, from + count);
  const statuses: CoopStatus[] = [];
  // One after the other: a thousand at once would take every connection from those who work.
  for (const coop of coops) statuses.push(await coopStatus(parts, coop, ages.get(coop.coop)));
  return statuses;
}

async function coopStatus(
  { store, rules }: StatusParts,
  { coop, name, createdAt }: CoopRecord,
  age: BackupAge | undefined,
): Promise<CoopStatus> {
  const devices = await store.catalogue.devices(coop);
  const seen = devices.flatMap((device) => device.seen?.at ?? []);
  const [head, quarantined] = await store.read(
    coop,
    (reader) => [reader.head(), quarantinedIn(reader, rules)] as const,
  );
  return {
    coop,
    name,
    createdAt,
    seq: head.seq,
    safeSeq: head.safeSeq,
    isBackupOverdue: age?.isOverdue ?? false,
    devices: devices.length,
    quarantined,
    ...known({
      bytes: await store.bytes(coop),
      backedUpAt: age?.at,
      lastSeenAt: seen.length === 0 ? undefined : Math.max(...seen),
    }),
  };
}

function quarantinedIn(reader: CoopReader, rules: Rules): Quarantined {
  const table = rules.byRole.get('attention');
  const counts = new Map<QuarantineReason, number>();
  if (table === undefined) return [];
  for (const { userId } of reader.persons()) {
    for (const state of reader.rowsByAuthor(userId)) {
      // The server wrote it (`openAttention`).
      const row = shownRow(table, state) as unknown as AttentionRow;
      if (row.state === 'open') counts.set(row.why, (counts.get(row.why) ?? 0) + 1);
    }
  }
  return [...counts].map(([reason, count]) => ({ reason, count })).sort((left, right) => right.count - left.count);
}

/** Undefined where there is no such co-op. */
export async function devicesOfCoop(
  { store, rules }: Pick<StatusParts, 'store' | 'rules'>,
  coop: string,
): Promise<readonly DeviceStatus[] | undefined> {
  if (!isWriter(coop) || (await store.catalogue.coop(coop)) === undefined) return undefined;
  const devices = await store.catalogue.devices(coop);
  return store.read(coop, (reader) =>
    devices.map((device) => deviceStatus(device, accessOf(reader, rules, device.person))),
  );
}

function deviceStatus({ deviceName, person, createdAt, seen }: Device, { state }: Access): DeviceStatus {
  return { deviceName, roles: person.roles, state, createdAt, ...known({ seen }) };
}

/** Undefined where the system does not tell. */
async function freeIn(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    // There is no such folder where everything lies in a database.
    return undefined;
  }
}

/** Without what is not known. */
function known<T extends object>(values: T): { readonly [Key in keyof T]?: Exclude<T[Key], undefined> } {
  // Only keys whose value is undefined are left out.
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    readonly [Key in keyof T]?: Exclude<T[Key], undefined>;
  };
}
