/**
 * What makes data safe where it lies in PostgreSQL: a backup of the database that was put back elsewhere is audited there,
 * as a backup of files is (SO1), and only then does the live database say how far everything is in it.
 */
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '#kernel/result.ts';
import { auditCoop } from '../audit/audit.ts';
import { sayFinding } from '../audit/findings.ts';
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts';
import type { CoopHead, ServerStore } from '../store/store.ts';
import type { Rules } from '../sync/rules.ts';
import { isAlike, moveCoop } from './migrate.ts';

export interface SafeJob {
  readonly live: ServerStore;
  /** The database that was made from the backup, opened by itself. */
  readonly copy: ServerStore;
  readonly rules: Rules;
  /** All co-ops when absent. */
  readonly coop?: string | undefined;
  /** When the backup was begun, ms since 1970. */
  readonly takenAt: number;
  readonly say: (line: string) => void;
}

/** True when every co-op that was asked for is safe up to where the copy ends. Fault `safe.sameDatabase`. */
export async function makeSafe(job: SafeJob): Promise<boolean> {
  const { live, coop, say } = job;
  if (await isSameDatabase(job)) throw new Fault('safe.sameDatabase');
  const coops = (await live.catalogue.coops()).filter((each) => each.coop === (coop ?? each.coop));
  if (coops.length === 0) say(coop === undefined ? 'There is no co-op here yet.' : `No co-op ${coop} here.`);
  let isGood = coops.length > 0;
  for (const each of coops) isGood = (await makeCoopSafe(job, each.coop)) && isGood;
  return isGood;
}

async function makeCoopSafe({ live, copy, rules, takenAt, say }: SafeJob, coop: string): Promise<boolean> {
  const head = await copy.read(coop, (reader) => reader.head());
  if (head.seq === 0) {
    say(`${coop}: it is not in the copy.`);
    return false;
  }
  const problems = await problemsOf(copy, coop, rules);
  for (const problem of problems.slice(0, MOST_LINES)) say(`${coop}, in the copy: ${problem}`);
  if (problems.length > 0) {
    say(`${coop}: the copy does not stand the audit, so nothing becomes safe by it.`);
    return false;
  }
  const isSameLog = await live.write(coop, (writer) => {
    if (writer.chainAt(head.seq) !== head.chain) return false;
    if (head.seq > writer.head().safeSeq) writer.putSafe(head.seq);
    return true;
  });
  if (isSameLog) await live.catalogue.noteBackup({ coop, seq: head.seq, at: takenAt });
  say(isSameLog ? `${coop}: everything up to sequence ${head.seq} is safe` : `${coop}: the copy has another history.`);
  return isSameLog;
}

const MOST_LINES = 200;

/** The log is brought into files of its own, folded and audited there, and what it gives is compared with the copy. */
async function problemsOf(copy: ServerStore, coop: string, rules: Rules): Promise<readonly string[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'so-mua-safe-'));
  const files = openSqliteStore({ dataDir });
  try {
    await moveCoop(copy, files, { coop, rules });
    const audit = auditCoop(files, coop, { rules });
    const findings = audit.findings.map(sayFinding);
    const isWhole = sameHead(audit.head, await copy.read(coop, (reader) => reader.head()));
    if (!isWhole || !(await isAlike(copy, files, coop)))
      findings.push('rows, claims or names are not what the log gives');
    return findings;
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    return [`its log cannot be followed (${cause.code})`];
  } finally {
    files.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function sameHead(left: CoopHead, right: CoopHead): boolean {
  return left.seq === right.seq && left.chain === right.chain;
}

/** No co-op's: it only says which database this is. */
/** An id that no co-op has. */
const MARK = '0'.repeat(16);

/** A copy that follows the live database, or is the live database, keeps nothing when that is lost. */
async function isSameDatabase({ live, copy }: SafeJob): Promise<boolean> {
  const mark = { coop: MARK, seq: randomInt(1, 2 ** 47), at: Date.now() };
  await live.catalogue.noteBackup(mark);
  return (await copy.catalogue.backups()).some(({ coop, seq }) => coop === MARK && seq === mark.seq);
}
