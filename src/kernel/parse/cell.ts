/** What a cell of somebody's table holds, and what reading it gives. */
export type Cell = string | number | boolean | { readonly day: string } | null;

/**
 * `error`: the cell cannot be used and its field stays empty. `warning`: a value was taken and a person should look.
 * `repair`: changed without doubt.
 */
export type ProblemLevel = 'error' | 'warning' | 'repair';

export interface Reading<T> {
  readonly value: T | undefined;
  readonly level?: ProblemLevel;
  /** Which text explains it: `money-unreadable`. */
  readonly code?: string;
}

export const EMPTY: Reading<never> = { value: undefined };

export function good<T>(value: T): Reading<T> {
  return { value };
}

export function repaired<T>(value: T | undefined, code: string): Reading<T> {
  return { value, level: 'repair', code };
}

export function doubtful<T>(value: T | undefined, code: string): Reading<T> {
  return { value, level: 'warning', code };
}

export function unusable(code: string): Reading<never> {
  return { value: undefined, level: 'error', code };
}

/** The cell as people see it; a spreadsheet's number in its shortest decimal form with a dot. */
export function cellText(cell: Cell): string {
  if (cell === null) return '';
  return typeof cell === 'object' ? cell.day : String(cell);
}

export function isBlank(cell: Cell): boolean {
  return cell === null || (typeof cell === 'string' && cell.trim() === '');
}
