/** Every kind of change on every kind of row, as operations of one log. */
import type { ChangeKind } from '#kernel/module.ts';
import { members } from '#modules/members/index.ts';
import { products } from '#modules/products/index.ts';
import { Log } from './hand-made.ts';
import type { People, Subject } from './subjects.ts';

export const KINDS = ['create', 'set', 'resolve', 'delete', 'post', 'reverse'] as const satisfies readonly ChangeKind[];

export interface Case {
  readonly subject: Subject;
  readonly kind: ChangeKind;
  /** The number of the operation that tries it. */
  readonly n: number;
}

/** Two members and a product, in a log to which what is tried on is added. */
export function seedOf(writer: string): { readonly seed: Log; readonly people: People; readonly product: string } {
  const seed = new Log(writer);
  const me = seed.add(members, 'create', { name: 'Tẩn Láo Hín' });
  const other = seed.add(members, 'create', { name: 'Vũ Ngọc Quý' });
  const product = seed.add(products, 'create', { name: 'Chè búp tươi', unit: 'kg' });
  return { seed, people: { me, other }, product };
}

export interface Logs {
  /** What is tried on lies here, or in the other member's log. */
  readonly seed: Log;
  readonly byOther: Log;
  readonly tried: Log;
}

/** Tries everything in one log: every kind of change on every kind of row. */
export function attempts(logs: Logs, known: readonly Subject[]): readonly Case[] {
  const cases: Case[] = [];
  // Whoever deletes the own entry does so after everything else.
  for (const kind of KINDS.toSorted((left, right) => Number(left === 'delete') - Number(right === 'delete')))
    for (const subject of known)
      if (attempt(logs, { subject, kind })) cases.push({ subject, kind, n: logs.tried.operations.length });
  return cases;
}

/** False when there can be no such row: a new one is not the member's own entry. */
function attempt(logs: Logs, { subject, kind }: Pick<Case, 'subject' | 'kind'>): boolean {
  const seed = subject.isByOther === true ? logs.byOther : logs.seed;
  const log = logs.tried;
  const { table, edit, standing } = subject;
  const isNew = kind === 'create' || kind === 'post' || kind === 'reverse';
  if (standing !== undefined && isNew) return false;
  const row = subject.row(seed);
  if (kind === 'create' || kind === 'post') log.add(table, kind, row);
  else if (kind === 'reverse') {
    const negated = Object.fromEntries(table.negates.map((name) => [name, -Number(row[name])]));
    const canReverse = table.fields['reversesId'] !== undefined;
    const reversesId = canReverse ? { reversesId: seed.add(table, 'post', row) } : {};
    log.add(table, kind, { ...row, ...negated, ...reversesId });
  } else {
    const stands = table.name === 'attention' ? seed.operations[0]?.row : undefined;
    const id = standing ?? stands ?? seed.add(table, table.kind === 'record' ? 'create' : 'post', row);
    log.change(table, kind, { id, row, fields: edit });
  }
  return true;
}
