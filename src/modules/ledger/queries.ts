import { addMeasures, negateMeasures, type Measures, type Reader, type StatementLine } from '#kernel/module.ts';
import { addDays } from '#kernel/calendar.ts';
import { accounts, closedPeriods, OPEN_SINCE } from './records.ts';

export interface Statement {
  readonly opening: Measures;
  readonly lines: readonly StatementLine[];
  readonly closing: Measures;
}

/**
 * A running account over the days `from` to `to`: opening + lines = closing, measure by measure. Lines that need
 * attention stand in the list and count for nothing.
 */
export async function statement(
  read: Reader,
  key: string,
  days: { readonly from: string; readonly to: string },
): Promise<Statement> {
  const total = await read.total(accounts, key);
  const later = await read.lines(accounts, key, { from: addDays(days.to, 1) });
  const lines = await read.lines(accounts, key, days);
  const now = addMeasures(total?.confirmed ?? {}, total?.waiting ?? {});
  const closing = addMeasures(now, negateMeasures(sumOf(later)));
  const opening = addMeasures(closing, negateMeasures(sumOf(lines)));
  return {
    opening,
    lines: [...lines].sort((left, right) =>
      left.on < right.on ? -1 : left.on > right.on ? 1 : left.savedAt - right.savedAt,
    ),
    closing,
  };
}

function sumOf(lines: readonly StatementLine[]): Measures {
  return lines
    .filter((line) => line.column !== 'attention')
    .reduce<Measures>((sum, line) => addMeasures(sum, line.amounts), {});
}

/** The last closed day (ISO date), or undefined while every day is open. */
export async function closedThrough(read: Reader): Promise<string | undefined> {
  const [period] = await read.list(closedPeriods);
  return period === undefined || period.closedThrough <= OPEN_SINCE ? undefined : period.closedThrough;
}
