/** What a figure may be. A figure that is not there breaks its budget too. */
export interface Budget {
  readonly what: string;
  readonly found: number;
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** A line for each broken one. */
export function brokenBudgets(budgets: readonly Budget[]): readonly string[] {
  return budgets.flatMap(({ what, found, atMost = Number.POSITIVE_INFINITY, atLeast = Number.NEGATIVE_INFINITY }) => {
    if (found <= atMost && found >= atLeast) return [];
    const allowed = found > atMost ? `at most ${atMost}` : `at least ${atLeast}`;
    return [`${what}: ${Math.round(found * 100) / 100}, ${allowed}`];
  });
}
