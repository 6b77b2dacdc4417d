/** What the start knows of several people on one phone: whether to ask who it is. Everything else is loaded then. */

/** Minutes without a touch after which the phone asks again; absent: one person without a PIN. */
export const GUARD_KEY = 'so-mua.guard';
/** Everybody whose book lies here (people-here.ts). */
export const PEOPLE_KEY = 'so-mua.people';
/** When this tab was last used by who had opened it, ms since 1970. */
export const OPEN_KEY = 'so-mua.open';

export function isGuarded(): boolean {
  return localStorage.getItem(GUARD_KEY) !== null;
}

export function isLocked(): boolean {
  const idleMs = Number(localStorage.getItem(GUARD_KEY)) * 60_000;
  return isGuarded() && Date.now() - Number(sessionStorage.getItem(OPEN_KEY)) > idleMs;
}

/** Closes the book; whoever comes next is asked who it is. What was typed lies in its draft. */
export function lockNow(): void {
  sessionStorage.removeItem(OPEN_KEY);
  window.location.replace('/');
}
