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

/**
 * Whether a cell was repaired only in that its number or day was text. In a text file it can be nothing else, so there
 * it is no repair; what has words in it (`1,5 triệu`, `3 sào`) still is.
 */
export function isTextAlone({ level, code }: Reading<unknown>, cell: Cell): boolean {
  if (level !== 'repair' || typeof cell !== 'string') return false;
  if (code === 'date-text') return /^[\d./\s-]+$/.test(cell);
  return (code === 'money-text' || code === 'area-text') && /^[\d.,\s]+$/.test(cell);
}
