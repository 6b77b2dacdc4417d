/** What an operator does without a browser: `npm run server -- COMMAND`, or `node dist/server.js COMMAND`. */
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { isWriter } from '#kernel/ids.ts';
import { Fault } from '#kernel/result.ts';
import { registry } from '#modules/registry.ts';
import type { Config } from '../config.ts';
import { Enrolment } from '../enrol/handle-enrol.ts';
import { catalogueFile, integrityOf } from '../store/sqlite/files.ts';
import { lockDataDir, type DataDirLock } from '../store/sqlite/data-dir-lock.ts';
import { openStore, type StoreAddress } from '../store/open-store.ts';
import type { StoreWithPhotos } from '../store/photo-store.ts';
import { rulesOf } from '../sync/rules.ts';
import type { StatusParts } from '../operate/status.ts';
import { backupAges, complaintAbout } from './backup-age.ts';
import { backUp } from './backup.ts';
import { backUpDatabase } from './backup-database.ts';
import { readManifest } from './manifest.ts';
import { migrate } from './migrate.ts';
import { checkPhotos, countPhotos, livePhotos, movePhotos, sayPhotos } from './photos.ts';
import { printable } from './printable.ts';
import { rebuild } from './rebuild.ts';
import { restore } from './restore.ts';
import { makeSafe } from './safe.ts';
import { sayDevices, sayStatus } from './say-status.ts';
import { verifyFile, verifyLive, type Verdict } from './verify.ts';

const USAGE = `COMMAND is one of
  setup-link                     a one-time link that founds a co-op on this server
  coops                          the co-ops that are here: id, name, last sequence, how far they are safe
  status [--json]                how the server and its co-ops do: room, devices, backups, what was put aside; 1 when the
                                 backups are too old
  devices --coop ID [--json]     the devices of a co-op: roles, since when, last sync, build
  backup [--to DIR] [--coop ID]  copies while the server runs, verifies the copies, and makes their content safe;
                                 DIR is BACKUP_DIR, or backups; of DATABASE_URL too, as files
  verify [FILE]                  whether a backup, or the live data, is whole and untouched
  audit [--coop ID]              the same for the live data of one co-op or all: every stored byte
  restore FILE [--coop ID]       puts a verified backup in the place of the live file; the server must be stopped
          [--with-catalogue]     with the list of co-ops and sessions that was kept in the same run
          [--anyway]             although a newer verified backup lies beside it
  migrate --from sqlite --to postgres
                                 copies everything from the files of DATA_DIR to DATABASE_URL, and only what is new when
                                 it was done before: once while the server works, and once when it is stopped
  safe --copy URL [--coop ID]    audits a database that was made from a backup of DATABASE_URL, and makes its content safe;
       [--taken INSTANT]         when the backup was begun (2026-11-24T02:00:00Z), or now
  photos [--coop ID] [--tidy]    how many photos are named, here and missing; --tidy removes those that no row names
  rebuild --coop ID              folds the rows anew from the log; the server must be stopped`;

export interface CommandParts {
  readonly config: Config;
  readonly now: () => Date;
  readonly say: (line: string) => void;
}

/** Gives the exit code: 0 done and well, 1 something is wrong, 2 not understood. */
export async function runCommand(args: readonly string[], told: CommandParts): Promise<number> {
  const parts: CommandParts = { ...told, say: (line) => told.say(printable(line)) };
  const asked = parsed(args);
  if (asked === undefined) {
    parts.say(USAGE);
    return 2;
  }
  try {
    const isWell = await run(asked, parts);
    if (isWell === undefined) parts.say(USAGE);
    return isWell === undefined ? 2 : isWell ? 0 : 1;
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    parts.say(faultSaid(cause));
    return 1;
  }
}

interface Asked {
  readonly command: string;
  readonly file: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly coop: string | undefined;
  readonly withCatalogue: boolean;
  readonly anyway: boolean;
  readonly isJson: boolean;
  readonly copy: string | undefined;
  /** ms since 1970. */
  readonly taken: number | undefined;
  readonly isTidying: boolean;
}

function parsed(args: readonly string[]): Asked | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        from: { type: 'string' },
        to: { type: 'string' },
        coop: { type: 'string' },
        'with-catalogue': { type: 'boolean', default: false },
        anyway: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        copy: { type: 'string' },
        taken: { type: 'string' },
        tidy: { type: 'boolean', default: false },
      },
    });
    const [command = 'help', file] = positionals;
    if (values.coop !== undefined && !isWriter(values.coop)) return undefined;
    const { from, to, coop, anyway, copy, json: isJson } = values;
    const taken = values.taken === undefined ? undefined : Date.parse(values.taken);
    if (Number.isNaN(taken)) return undefined;
    return {
      command,
      file,
      from,
      to,
      coop,
      withCatalogue: values['with-catalogue'],
      anyway,
      isJson,
      copy,
      taken,
      isTidying: values.tidy,
    };
  } catch {
    // An option that there is not; the usage answers it.
    return undefined;
  }
}

/** These look at the live files; of a database `backup` makes files that they can look at (docs/postgres.md). */
const OF_FILES: ReadonlySet<string> = new Set(['audit', 'restore', 'rebuild']);

/** Undefined when the command is not understood. */
async function run(asked: Asked, { config, now, say }: CommandParts): Promise<boolean | undefined> {
  const { dataDir } = config;
  const { command, file, coop } = asked;
  const isOfLiveFiles = OF_FILES.has(command) || (command === 'verify' && file === undefined);
  if (config.databaseUrl !== undefined && isOfLiveFiles) throw new Fault('server.notInFiles');
  switch (command) {
    case 'setup-link':
      return withStore(config, async (store) => {
        const enrolment = new Enrolment({ store, now: Date.now, rules: rulesOf(registry) });
        say(`http://localhost:${config.port}/thiet-lap#${await enrolment.makeSetupToken()}`);
        return true;
      });
    case 'coops':
      return withStore(config, async (store) => {
        for (const { coop: id, name } of await store.catalogue.coops()) {
          const { seq, safeSeq } = await store.read(id, (reader) => reader.head());
          say(`${id}  ${name}  ${seq}  safe up to ${safeSeq}`);
        }
        return true;
      });
    case 'status':
      return withStore(config, async (store) => sayStatus(statusParts(config, store, now()), asked.isJson, say));
    case 'devices': {
      if (coop === undefined) return undefined;
      const { isJson } = asked;
      return withStore(config, async (store) => sayDevices(statusParts(config, store, now()), { coop, isJson }, say));
    }
    case 'safe': {
      if (asked.copy === undefined || config.databaseUrl === undefined) return undefined;
      const { taken = now().getTime() } = asked;
      return withStore({ dataDir, databaseUrl: asked.copy }, async (copy) =>
        withStore(config, async (live) =>
          makeSafe({ live, copy, rules: rulesOf(registry), coop, takenAt: taken, say }),
        ),
      );
    }
    case 'migrate':
      if ((asked.from ?? 'sqlite') !== 'sqlite' || asked.to !== 'postgres') return undefined;
      return config.databaseUrl === undefined ? undefined : moveToPostgres(config, say);
    case 'photos':
      return sayPhotoCounts(asked, config, say);
    case 'backup': {
      const job = { to: asked.to ?? config.backupDir ?? 'backups', coop, now: now(), say };
      if (config.databaseUrl === undefined) return backUp({ ...job, dataDir });
      return withStore(config, async (live) => backUpDatabase({ ...job, live, rules: rulesOf(registry) }));
    }
    case 'verify':
      return file === undefined ? verifyAll(dataDir, undefined, say) : verifyBackup(file, coop, say);
    case 'audit':
      return file === undefined ? verifyAll(dataDir, coop, say) : undefined;
    case 'restore':
      if (file === undefined) return undefined;
      return restore({ ...asked, dataDir, file, now: now(), say });
    case 'rebuild':
      return coop === undefined ? undefined : rebuild({ dataDir, coop, now: now(), say });
    default:
      return undefined;
  }
}

async function withStore<T>(address: StoreAddress, body: (store: StoreWithPhotos) => Promise<T>): Promise<T> {
  const store = await openStore(address);
  try {
    return await body(store);
  } finally {
    await store.close();
  }
}

function statusParts(config: Config, store: StoreWithPhotos, now: Date): StatusParts {
  const backups = async () => backupAges(config, store.catalogue, now.getTime());
  const complaint = async () => complaintAbout(config, await backups());
  return { store, rules: rulesOf(registry), backups, complaint, dataDir: config.dataDir };
}

/** True when both stores are the same afterwards. */
async function moveToPostgres(config: Config, say: (line: string) => void): Promise<boolean> {
  const lock = lockIfFree(config.dataDir);
  const isLast = lock !== undefined;
  try {
    return await withStore({ ...config, databaseUrl: undefined }, async (from) =>
      withStore(config, async (to) => {
        const { entries, differing } = await migrate(from, to, { rules: rulesOf(registry), isLast, say });
        say(`${entries} entries came over.`);
        const isWhole = await movedPhotos(from, to, say);
        if (!isLast) say('A server still works on the files: stop it and run this once more.');
        else if (differing.length === 0) say('Start the server with DATABASE_URL now, and put the files away.');
        return differing.length === 0 && isWhole;
      }),
    );
  } finally {
    lock?.release();
  }
}

/** True when the new store has every photo of the old one. */
async function movedPhotos(from: StoreWithPhotos, to: StoreWithPhotos, say: (line: string) => void): Promise<boolean> {
  let isWhole = true;
  for (const { coop } of await from.catalogue.coops()) {
    const { copied, damaged } = await movePhotos(from.photos, to.photos, coop);
    if (copied > 0) say(`${coop}  ${copied} photos came over`);
    for (const sha of damaged) say(`${coop}  photo ${sha} is damaged and stayed`);
    isWhole &&= damaged.length === 0;
  }
  return isWhole;
}

/** Says what of photos is here, and removes those that nothing names when that is asked. */
async function sayPhotoCounts(asked: Asked, config: Config, say: (line: string) => void): Promise<boolean> {
  return withStore(config, async (store) => {
    for (const { coop } of await store.catalogue.coops()) {
      if (coop !== (asked.coop ?? coop)) continue;
      const { named, missing, unnamed } = await countPhotos(store, coop, rulesOf(registry));
      say(`${coop}  ${named} photos are named, ${missing} have not come; ${unnamed.length} are here and not named`);
      if (!asked.isTidying) continue;
      for (const sha of unnamed) await store.photos.remove(coop, sha);
      say(`${coop}  ${unnamed.length} removed`);
    }
    return true;
  });
}

/** Undefined while a server works on the directory. */
function lockIfFree(dataDir: string): DataDirLock | undefined {
  try {
    return lockDataDir(dataDir);
  } catch (cause) {
    if (cause instanceof Fault && cause.code === 'server.running') return undefined;
    throw cause;
  }
}

async function verifyAll(dataDir: string, only: string | undefined, say: (line: string) => void): Promise<boolean> {
  const damage = existsSync(catalogueFile(dataDir)) ? integrityOf(catalogueFile(dataDir)) : ['there is none'];
  for (const text of damage) say(`the catalogue: ${text}`);
  const known =
    damage.length > 0
      ? []
      : await withStore({ dataDir, databaseUrl: undefined }, async (store) => store.catalogue.coops());
  const coops = known.map(({ coop }) => coop).filter((coop) => coop === (only ?? coop));
  if (only !== undefined && coops.length === 0) say(`No co-op ${only} here.`);
  let isWell = damage.length === 0 && (only === undefined || coops.length > 0);
  for (const coop of coops) {
    isWell = sayVerdict(coop, await verifyLive(dataDir, coop), say) && isWell;
    isWell = sayPhotos(coop, checkPhotos(livePhotos(dataDir, coop)), say) && isWell;
  }
  return isWell;
}

async function verifyBackup(
  file: string,
  coop: string | undefined,
  say: (line: string) => void,
): Promise<boolean | undefined> {
  const manifest = readManifest(file);
  const isCatalogue = manifest !== undefined && manifest.coop === undefined;
  if (isCatalogue) {
    const damage = integrityOf(file);
    for (const text of damage) say(`${basename(file)}: ${text}`);
    return damage.length === 0;
  }
  const id = coop ?? manifest?.coop;
  if (id === undefined) {
    say(`${file} has no manifest that says which co-op it is of: name it by --coop.`);
    return false;
  }
  const isWell = sayVerdict(id, await verifyFile(file, { coop: id, manifest }), say);
  return sayPhotos(id, checkPhotos(join(dirname(file), 'photos')), say) && isWell;
}

/** More of one kind than this tells nobody more. */
const MOST_LINES = 200;

function sayVerdict(coop: string, { problems, audit }: Verdict, say: (line: string) => void): boolean {
  if (audit !== undefined) {
    const { head, operations, events, logs } = audit;
    const weak = logs.filter((log) => log.isWeak);
    const sealed = logs.filter((log) => !log.isWeak);
    say(
      `co-op ${coop}: ${operations} operations and ${events} events up to sequence ${head.seq}, safe up to ${head.safeSeq}; ` +
        `${sealed.length} sealed logs, ${weak.length} weak ones`,
    );
    for (const { writer, user, n, sealedTo } of sealed)
      if (sealedTo < n) say(`  log ${writer} of ${user}: sealed up to number ${sealedTo} of ${n}`);
    for (const { writer, user, n } of weak)
      say(
        `  log ${writer} of ${user}: ${n} operations, weak: its device can make no keys, only the chain vouches for it`,
      );
  }
  for (const problem of problems.slice(0, MOST_LINES)) say(`co-op ${coop}, ${problem}`);
  if (problems.length > MOST_LINES) say(`co-op ${coop}: and ${problems.length - MOST_LINES} more`);
  say(
    problems.length === 0
      ? `co-op ${coop}: all is as it was written`
      : `co-op ${coop}: ${problems.length} things are wrong`,
  );
  return problems.length === 0;
}

/** A fault as a person at the server reads it. */
export function faultSaid({ code, values }: Fault): string {
  switch (code) {
    case 'server.running':
      return `The server is running on this data directory (process ${values['pid']}, since ${values['since']}): stop it first.`;
    case 'server.restoreUnfinished':
      return 'A restore was stopped in between: run it again.';
    case 'server.notInFiles':
      return 'The data lies in PostgreSQL (DATABASE_URL): copy, check and put it back with its own tools, see docs/postgres.md.';
    case 'safe.sameDatabase':
      return 'That is the live database itself, or one that follows it: put a backup back into another one, and name that.';
    case 'migrate.otherHistory':
      return 'The database has another history of a co-op than the files: nothing of it was moved. Empty the database, or keep it.';
    case 'server.busy':
      return 'The database cannot be reached, or is too busy: see DATABASE_URL and try again.';
    case 'server.databaseUrl':
      return 'DATABASE_URL names no server: it is written postgres://user:password@host:port/database.';
    case 'server.schemaTooNew':
      return 'A newer version of this server has used the database: update this one.';
    case 'server.storageFull':
      return 'The disk is full or does not answer.';
    case 'backup.manifestDamaged':
      return `The manifest of ${values['file']} cannot be read.`;
    default:
      return code;
  }
}
