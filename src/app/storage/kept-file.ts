/** When the last file outside the browser was made, and how often somebody wants to be reminded. Small, of one book. */
import * as z from 'zod/mini';
import { parsedJson } from '#kernel/json.ts';
import type { Person } from '#kernel/module.ts';
import { REMINDERS, type Reminder } from '../safety/verdict.ts';

const keptFileSchema = z.object({
  /** Device time, ms since 1970. */
  at: z.number(),
  /** Where each log ended, by its writer: what was written later is not in the file. */
  upTo: z.record(z.string(), z.number()),
});
export type KeptFile = z.infer<typeof keptFileSchema>;

/** Whose book: one phone may hold several. */
export interface BookKey {
  readonly coop: string;
  readonly person: Pick<Person, 'userId'>;
}

/** Undefined when none was ever made here. */
export function readKeptFile(book: BookKey): KeptFile | undefined {
  const parsed = keptFileSchema.safeParse(parsedJson(localStorage.getItem(keyOf('kept-file', book))));
  return parsed.success ? parsed.data : undefined;
}

export function writeKeptFile(book: BookKey, kept: KeptFile): void {
  localStorage.setItem(keyOf('kept-file', book), JSON.stringify(kept));
}

/** Once a week where nobody has chosen. */
export function readReminder(book: BookKey): Reminder {
  const stored = localStorage.getItem(keyOf('file-reminder', book));
  return REMINDERS.find((each) => each === stored) ?? 'weekly';
}

export function writeReminder(book: BookKey, reminder: Reminder): void {
  localStorage.setItem(keyOf('file-reminder', book), reminder);
}

function keyOf(name: string, { coop, person }: BookKey): string {
  return `so-mua.${name}.${coop}.${person.userId}`;
}
