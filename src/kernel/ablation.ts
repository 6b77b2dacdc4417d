/**
 * The rules that keep data safe, each with the name by which the simulator can switch it off: a rule whose absence no
 * simulation notices is not proved (docs/protocol.md "the rules and their ablations"). On a device and on a server every
 * rule is on; nothing outside `tests/sync` calls `switchOff`.
 */
export const ABLATIONS = [
  /** The cursor carries a hash of the log, so that a server that was put back is noticed (I14). */
  'cursor-hash',
  /** In mid-pull the cursor also carries the head, since rows changed beyond the page were left out of it (I14). */
  'cursor-head',
  /** An answer is taken in only while the cursor is the one that the request carried (I6). */
  'compare-and-set',
  /** The cursor moves in the transaction of the last rows (I6). */
  'cursor-with-rows',
  /** Receipts are recorded at the end of a completed pull only (I14). */
  'receipt-at-end',
  /** Rows beyond the place that both sides know are fetched again by id (I14). */
  'refetch',
  /** Own operations are kept until they are safe, not merely stored (I14). */
  'keep-until-safe',
  /** What is unsent again after a server was put back is sent again (I2). */
  'unsent-again',
  /** A log that the server has otherwise is given up and its branch issued anew (I15). */
  'fork',
  /** A branch is issued anew under a writer that follows from it, so that two copies do it alike (I3). */
  'fork-writer',
  /** An operation is identified by writer and number, and known ones are not applied again (I3). */
  'known-operations',
  /** An edit names the values that it replaces (I8). */
  'predecessors',
  /** The clock never turns back behind what was seen (I12). */
  'hybrid-clock',
  /** An own operation stays on top of its row until the row contains it (W4, I8). */
  'overlay',
  /** What a row gave to the totals is taken away before what it gives now is added (W3, I9). */
  'take-away',
  /** What is not accepted is kept with its reason (I8). */
  'quarantine',
  /** Saved together is applied together (P12). */
  'group',
  /** Rows of lost grants leave the device (I17). */
  'leave',
  /** Own unsent work stays when its rows leave (I8, I17). */
  'leave-keeps-work',
  /** Rights are checked again by the server (I17). */
  'rights',
  /** What waited for something is judged again when it comes (I8, I13). */
  'wake',
  /** After an upgrade, what an older version could only keep is shown (I21). */
  'upgrade-shows',
  /** "All sent" is said only when it is so (I25). */
  'honest-status',
] as const;
export type Ablation = (typeof ABLATIONS)[number];

const off = new Set<Ablation>();

/** Whether the simulator has switched a rule off. */
export function isOff(rule: Ablation): boolean {
  return off.has(rule);
}

/** For the simulator alone; an empty list switches every rule on again. */
export function switchOff(rules: readonly Ablation[]): void {
  off.clear();
  for (const rule of rules) off.add(rule);
}
