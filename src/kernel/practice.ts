/** The practice co-op's id: devices draw theirs at random, and none is drawn of one digit sixteen times (rule U38). */
export const PRACTICE_COOP = 'ffffffffffffffff';
