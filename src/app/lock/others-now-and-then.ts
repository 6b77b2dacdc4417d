/** The turn of the phone’s other people, now and then; what sends for them is loaded only where there are any. */
import { isLocked, PEOPLE_KEY } from './guard.ts';

const FIRST_MS = 5_000;
const EVERY_MS = 10 * 60_000;

/** From now on, whoever is at the screen. */
export function syncOthersNowAndThen(): void {
  let isRunning = false;
  const run = async (): Promise<void> => {
    if (isRunning || !navigator.onLine || localStorage.getItem(PEOPLE_KEY) === null) return;
    isRunning = true;
    try {
      await (await import('./sync-others.ts')).syncOthers();
    } finally {
      isRunning = false;
    }
  };
  setTimeout(() => void run(), isLocked() ? 0 : FIRST_MS);
  setInterval(() => void run(), EVERY_MS);
  window.addEventListener('online', () => void run());
}
