/**
 * Writing a set: what is new is added as an operation of its own beside what stands; what is gone is taken out by naming
 * the operations that added it. So two people who add or remove at the same time disagree about nothing.
 */
import type { FieldWrite } from './operation.ts';
import type { Head } from './row-state.ts';

/** What turns the standing elements into `wanted`; undefined when they are the same already. */
export function setWrite(no: number, heads: readonly Head[], wanted: readonly string[]): FieldWrite | undefined {
  const target = new Set(wanted);
  const removed = heads.filter((head) => elements(head).some((element) => !target.has(element)));
  const kept = new Set(heads.filter((head) => !removed.includes(head)).flatMap(elements));
  const added = [...target].filter((element) => !kept.has(element)).sort();
  if (removed.length === 0 && added.length === 0) return undefined;
  // Heads that only took something out have done their work and go with the next change.
  const replaced = heads.filter((head) => removed.includes(head) || elements(head).length === 0);
  return { no, value: added.length === 0 ? null : added, preds: replaced.map((head) => head.operation) };
}

function elements({ value }: Head): readonly string[] {
  return Array.isArray(value) ? value.filter((item: unknown): item is string => typeof item === 'string') : [];
}
