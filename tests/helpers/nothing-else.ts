/** What an answer of the server says beside its rows and its cursor when it has nothing else to say. */
export const NOTHING_ELSE = {
  clockOffset: 0,
  stored: [],
  quarantined: [],
  logs: [],
  place: 'known',
  hasMore: false,
  filling: undefined,
  refetched: undefined,
  granted: undefined,
  safeSeq: 0,
} as const;
