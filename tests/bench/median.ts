/** The middle one, the upper of two; not a number when there is none. */
export function median(figures: readonly number[]): number {
  return [...figures].sort((left, right) => left - right)[Math.floor(figures.length / 2)] ?? Number.NaN;
}
