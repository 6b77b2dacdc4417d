/** The whole audit of one co-op (invariants I4, I18, I26): every stored byte of its log, and everything that follows from it. */
import type { EmbeddedStore } from '../store/store.ts';
import type { VerifySeal } from '../sync/receive.ts';
import type { Rules } from '../sync/rules.ts';
import { verifySeal } from '../sync/verify-seal.ts';
import { auditLog, type LogAudit } from './audit-log.ts';
import { auditRows } from './audit-rows.ts';

/** Takes the co-op's lock for as long as it takes: give it a copy of a file that a server is working on. */
export function auditCoop(
  store: EmbeddedStore,
  coop: string,
  parts: { readonly rules: Rules; readonly verify?: VerifySeal },
): LogAudit {
  const log = store.read(coop, (reader) => auditLog(reader, { coop, verify: parts.verify ?? verifySeal }));
  return { ...log, findings: [...log.findings, ...auditRows(store, coop, parts.rules)] };
}
