/**
 * Branches that are rare in life and must not be missing from the simulator: a run of many seeds that misses one is red
 * (docs/protocol.md "marks"). Passing one does nothing on a device or a server.
 */
export const BRANCHES = [
  'cursor unknown',
  'rewind to a receipt',
  'rewind to the beginning',
  'rows fetched again',
  'row unknown to the server',
  'log lost on the server',
  'log suspect',
  'log refused',
  'log begun by another meanwhile',
  'log forked',
  'log rolled back',
  'log back under its name',
  'branch is there under its name',
  'branch is there issued anew',
  'own writer seen beyond its end',
  'row of another history',
  'rows left',
  'work kept while rows left',
  'filling',
  'filled',
  'let in by decision',
  'let in by approval',
  'let in by arrival',
  'filed away',
  'told late what became of it',
  'value replaced before it came',
  'pruned',
  'table known by now',
  'field known by now',
  'rows compared',
  'rows compared and different',
] as const;
export type Branch = (typeof BRANCHES)[number];

let listener: ((branch: Branch) => void) | undefined;

export function passed(branch: Branch): void {
  listener?.(branch);
}

/** For the simulator alone. */
export function listenToBranches(listen: ((branch: Branch) => void) | undefined): void {
  listener = listen;
}
