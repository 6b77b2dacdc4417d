/** What a module's `screens/today.ts` exports: how many of its slips are of one day, for the sentence on the home. */
import type { Reader } from '#kernel/module.ts';
import { withoutReversals } from '#kernel/reversals.ts';

export interface TodayCount {
  /** The namespace of its text `today.count`, which is loaded with the home's tiles. */
  readonly namespace: string;
  /** In which order the sentence says it. */
  readonly order: number;
  /** `memberId`: of this member alone; absent: of the whole co-op. What was taken back does not count. */
  readonly count: (
    read: Reader,
    of: { readonly day: string; readonly memberId?: string | undefined },
  ) => Promise<number>;
}

/** How many of a day's slips stand: neither reversals nor reversed that day, nor put aside. */
export function standing(slips: Parameters<typeof withoutReversals>[0]): number {
  return withoutReversals(slips).filter(({ row, isReversed }) => !isReversed && row.column !== 'attention').length;
}
