/** Whether a file is a whole, untouched co-op: it is put into a place of its own, opened there as a server would, and audited. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { registry } from '#modules/registry.ts';
import { auditCoop } from '../audit/audit.ts';
import type { LogAudit } from '../audit/audit-log.ts';
import { sayFinding } from '../audit/findings.ts';
import { coopFile, copyOnline, integrityOf } from '../store/sqlite/files.ts';
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts';
import { rulesOf } from '../sync/rules.ts';
import { sha256Of, type Manifest } from './manifest.ts';

export interface Verdict {
  /** In plain words; empty when all is well. */
  readonly problems: readonly string[];
  /** Absent when the file could not even be opened. */
  readonly audit: LogAudit | undefined;
}

/** `file` itself is only read. Needs as much room beside it again. */
export async function verifyFile(
  file: string,
  parts: { readonly coop: string; readonly manifest: Manifest | undefined },
): Promise<Verdict> {
  const { coop, manifest } = parts;
  if (!existsSync(file)) return { problems: [`${file} is not here`], audit: undefined };
  if (manifest !== undefined && (await sha256Of(file)) !== manifest.sha256)
    return { problems: [`${basename(file)}: its checksum is not the one in its manifest`], audit: undefined };
  const verdict = await inPlaceOfItsOwn(dirname(file), coop, async (copy) => copyFileSync(file, copy));
  const head = verdict.audit?.head;
  if (manifest === undefined || head === undefined) return verdict;
  const isSame = head.seq === manifest.seq && head.chain === manifest.chain;
  return isSame ? verdict : { ...verdict, problems: [...verdict.problems, 'it ends elsewhere than its manifest says'] };
}

/** The same for a co-op on which a server may be working. */
export async function verifyLive(dataDir: string, coop: string): Promise<Verdict> {
  const file = coopFile(dataDir, coop);
  if (!existsSync(file)) return { problems: [], audit: undefined };
  return inPlaceOfItsOwn(dataDir, coop, (copy) => copyOnline(file, copy));
}

async function inPlaceOfItsOwn(folder: string, coop: string, bring: (copy: string) => Promise<void>): Promise<Verdict> {
  const dataDir = mkdtempSync(join(folder, 'verify-'));
  try {
    mkdirSync(join(dataDir, 'coops'));
    const copy = coopFile(dataDir, coop);
    await bring(copy);
    return verdictOn(dataDir, coop);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function verdictOn(dataDir: string, coop: string): Verdict {
  try {
    const damage = integrityOf(coopFile(dataDir, coop));
    if (damage.length > 0) return { problems: damage.map((text) => `the file is damaged: ${text}`), audit: undefined };
    const store = openSqliteStore({ dataDir });
    try {
      const audit = auditCoop(store, coop, { rules: rulesOf(registry) });
      return { problems: audit.findings.map(sayFinding), audit };
    } finally {
      store.close();
    }
  } catch (cause) {
    return {
      problems: [`the file cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`],
      audit: undefined,
    };
  }
}
