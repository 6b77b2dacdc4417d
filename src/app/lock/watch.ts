/** Asks who it is again when nobody has touched the phone for a while (rule n4: a phone that lies about is nobody's). */
import { isGuarded, isLocked, lockNow, OPEN_KEY } from './guard.ts';

const LOOK_EVERY_MS = 5_000;
const SIGNS_OF_LIFE = ['pointerdown', 'keydown', 'scroll'] as const;

export function watchIdle(): void {
  let touchedAt = Date.now();
  const look = (): void => {
    if (!isGuarded() || sessionStorage.getItem(OPEN_KEY) === null) return;
    if (isLocked()) return lockNow();
    sessionStorage.setItem(OPEN_KEY, String(touchedAt));
  };
  const touch = (): void => {
    // Woken after a long sleep, the first touch comes too late.
    look();
    touchedAt = Date.now();
    if (sessionStorage.getItem(OPEN_KEY) !== null) sessionStorage.setItem(OPEN_KEY, String(touchedAt));
  };
  for (const sign of SIGNS_OF_LIFE) window.addEventListener(sign, touch, { capture: true, passive: true });
  document.addEventListener('visibilitychange', look);
  setInterval(look, LOOK_EVERY_MS);
}
