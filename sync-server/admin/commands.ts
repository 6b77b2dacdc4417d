/** What an operator does without a browser: `npm run server -- COMMAND`, or `node dist/server.js COMMAND`. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { isWriter } from '#kernel/ids.ts';
import { Fault } from '#kernel/result.ts';
import { registry } from '#modules/registry.ts';
import type { Config } from '../config.ts';
import { Enrolment } from '../enrol/handle-enrol.ts';
import { catalogueFile, integrityOf } from '../store/sqlite/files.ts';
import { lockDataDir, type DataDirLock } from '../store/sqlite/data-dir-lock.ts';
import { openStore, type StoreAddress } from '../store/open-store.ts';
import type { ServerStore } from '../store/store.ts';
import { rulesOf } from '../sync/rules.ts';
import { backUp } from './backup.ts';
import { readManifest } from './manifest.ts';
import { migrate } from './migrate.ts';
import { printable } from './printable.ts';
import { rebuild } from './rebuild.ts';
import { restore } from './restore.ts';
import { verifyFile, verifyLive, type Verdict } from './verify.ts';

const USAGE = `COMMAND is one of
  setup-link                     a one-time link that founds a co-op on this server
  coops                          the co-ops that are here: id, name, last sequence, how far they are safe
  backup [--to DIR] [--coop ID]  copies while the server runs, verifies the copies, and makes their content safe;
                                 DIR is BACKUP_DIR, or backups
  verify [FILE]                  whether a backup, or the live data, is whole and untouched
  audit [--coop ID]              the same for the live data of one co-op or all: every stored byte
  restore FILE [--coop ID]       puts a verified backup in the place of the live file; the server must be stopped
          [--with-catalogue]     with the list of co-ops and sessions that was kept in the same run
          [--anyway]             although a newer verified backup lies beside it
  migrate --to postgres          copies everything from the files of DATA_DIR to DATABASE_URL, and only what is new when
                                 it was done before: once while the server works, and once when it is stopped
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
  readonly to: string | undefined;
  readonly coop: string | undefined;
  readonly withCatalogue: boolean;
  readonly anyway: boolean;
}

function parsed(args: readonly string[]): Asked | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        to: { type: 'string' },
        coop: { type: 'string' },
        'with-catalogue': { type: 'boolean', default: false },
        anyway: { type: 'boolean', default: false },
      },
    });
    const [command = 'help', file] = positionals;
    if (values.coop !== undefined && !isWriter(values.coop)) return undefined;
    const { to, coop, anyway } = values;
    return { command, file, to, coop, withCatalogue: values['with-catalogue'], anyway };
  } catch {
    // An option that there is not; the usage answers it.
    return undefined;
  }
}

/** An operator founds co-ops; people are invited by their own. */
const NOBODY_INVITES = async () => 'revoked' as const;

/** What these do with files, a database does with its own tools (docs/postgres.md). */
const OF_FILES: ReadonlySet<string> = new Set(['backup', 'verify', 'audit', 'restore', 'rebuild']);

/** Undefined when the command is not understood. */
async function run(asked: Asked, { config, now, say }: CommandParts): Promise<boolean | undefined> {
  const { dataDir } = config;
  const { command, file, coop } = asked;
  if (config.databaseUrl !== undefined && OF_FILES.has(command)) throw new Fault('server.notInFiles');
  switch (command) {
    case 'setup-link':
      return withStore(config, async (store) => {
        say(
          `http://localhost:${config.port}/thiet-lap#${await new Enrolment(store, Date.now, NOBODY_INVITES).makeSetupToken()}`,
        );
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
    case 'migrate':
      return asked.to === 'postgres' && config.databaseUrl !== undefined ? moveToPostgres(config, say) : undefined;
    case 'backup':
      return backUp({ dataDir, to: asked.to ?? config.backupDir ?? 'backups', coop, now: now(), say });
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

async function withStore<T>(address: StoreAddress, body: (store: ServerStore) => Promise<T>): Promise<T> {
  const store = await openStore(address);
  try {
    return await body(store);
  } finally {
    await store.close();
  }
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
        if (!isLast) say('A server still works on the files: stop it and run this once more.');
        else if (differing.length === 0) say('Start the server with DATABASE_URL now, and put the files away.');
        return differing.length === 0;
      }),
    );
  } finally {
    lock?.release();
  }
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
  for (const coop of coops) isWell = sayVerdict(coop, await verifyLive(dataDir, coop), say) && isWell;
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
  return sayVerdict(id, await verifyFile(file, { coop: id, manifest }), say);
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
