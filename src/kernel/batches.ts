/** Rows that came with one file name its import, so that the whole of it can be taken back. */
export interface OfBatch {
  readonly importBatch?: string | undefined;
}

export interface Batch {
  readonly batch: string;
  /** How many rows of it still stand. */
  readonly count: number;
}

/** What became of an import that was taken back: rows in use, or changed since, stay. */
export interface TakenBack {
  readonly gone: number;
  readonly kept: number;
}

export function isTakenBack(output: unknown): output is TakenBack {
  return typeof output === 'object' && output !== null && 'gone' in output && 'kept' in output;
}

/** The imports that these rows came with. */
export function batchesOf(rows: readonly OfBatch[]): readonly Batch[] {
  const counts = new Map<string, number>();
  for (const { importBatch } of rows)
    if (importBatch !== undefined) counts.set(importBatch, (counts.get(importBatch) ?? 0) + 1);
  return [...counts].map(([batch, count]) => ({ batch, count }));
}

/** The name of one import: how the file is called, and when it was taken, so that the same file twice is two imports. */
export function batchName(file: string, now: number): string {
  return `${file.slice(0, 40)} ${now.toString(36)}`;
}

/** How the file was called, as people know it. */
export function fileOfBatch(batch: string): string {
  return batch.replace(/ [^ ]*$/, '');
}
