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

/** A line for each, kept or not: what it is, what it may be, and whether it is. */
export function budgetTable(budgets: readonly Budget[]): readonly string[] {
  const width = Math.max(...budgets.map(({ what }) => what.length));
  return budgets.map((budget) => {
    const { what, found, atMost, atLeast } = budget;
    const allowed = [
      atLeast === undefined ? '' : `at least ${atLeast}`,
      atMost === undefined ? '' : `at most ${atMost}`,
    ];
    const verdict = brokenBudgets([budget]).length === 0 ? 'kept' : 'NOT KEPT';
    const figure = String(Math.round(found * 100) / 100).padStart(8);
    return `${what.padEnd(width)} ${figure} · ${allowed.filter((part) => part !== '').join(', ')} · ${verdict}`;
  });
}
