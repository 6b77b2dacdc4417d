/** The seam between the tabs of one book: only one of them syncs at a time (sync.md X21). */
export interface SyncLock {
  /**
   * Runs the body when it is this tab's turn, and gives its outcome. A tab that has the turn and shows no sign of life
   * for about a minute is passed over; what it still does is harmless, since an answer is applied by compare-and-set.
   */
  hold<T>(body: () => Promise<T>): Promise<T>;
}

/** Where there is only one tab, such as in a test. */
export const NO_OTHER_TAB: SyncLock = { hold: (body) => body() };
