/** Whether what is derived is what the log gives: everything is folded anew in a transaction that is then given up. */
import type { AttentionRow } from '#kernel/system-rows.ts';
import { shownRow } from '#protocol/shown-row.ts';
import type { CoopReader, EmbeddedStore } from '../store/store.ts';
import { rebuildRows } from '../sync/rebuild.ts';
import type { Rules } from '../sync/rules.ts';
import type { Finding } from './findings.ts';

const STEP = 1_000;

/** Holds the co-op's lock for as long as it takes: for a copy, not for the file that a server is working on. */
export function auditRows(store: EmbeddedStore, coop: string, rules: Rules): readonly Finding[] {
  const findings: Finding[] = [];
  try {
    store.write(coop, (writer) => {
      const [before, yearBefore] = [writer.derived(), writer.head().firstYear];
      rebuildRows({ rules, writer });
      findings.push(...differences(before, writer.derived()));
      if (writer.head().firstYear !== yearBefore) findings.push({ what: 'row-changed', piece: 'first year' });
      findings.push(...waitingForNothing(writer, rules));
      throw new GivenUp();
    });
  } catch (cause) {
    if (!(cause instanceof GivenUp))
      findings.push({ what: 'rebuild', piece: cause instanceof Error ? cause.message : String(cause) });
  }
  return findings;
}

/** Ends the transaction with nothing written. */
class GivenUp extends Error {}

function differences(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [piece, fingerprint] of before) {
    const anew = after.get(piece);
    if (anew === undefined) findings.push({ what: 'row-added', piece });
    else if (anew !== fingerprint) findings.push({ what: 'row-changed', piece });
  }
  for (const piece of after.keys()) if (!before.has(piece)) findings.push({ what: 'row-lost', piece });
  return findings;
}

/** What an operation waits for is not in the log, so only its absence can be seen. */
function waitingForNothing(reader: CoopReader, rules: Rules): readonly Finding[] {
  const table = rules.byRole.get('attention');
  const findings: Finding[] = [];
  for (let after = ''; ; ) {
    const part = reader.allRows(after, STEP);
    for (const state of part) {
      if (table === undefined || state.table !== table.number) continue;
      // The server wrote it in `openAttention`.
      const card = shownRow(table, state) as unknown as AttentionRow;
      if (card.state === 'open' && card.why === 'depends' && !reader.isWaiting(card.operation))
        findings.push({ what: 'waiting', piece: `operation ${card.operation}` });
    }
    const last = part.at(-1);
    if (last === undefined) return findings;
    after = last.id;
  }
}
