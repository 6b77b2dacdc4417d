/** What goes on beside the screens, loaded when the first of them is there. */
import { shieldSecondPress } from '#ui-kit/second-press.ts';
import { syncOthersNowAndThen } from './lock/others-now-and-then.ts';
import { watchIdle } from './lock/watch.ts';
import { UNWANTED_KEY } from './practice/practice.ts';
import { registerServiceWorker } from './service-worker-page.ts';

export function afterStart(): void {
  registerServiceWorker();
  shieldSecondPress();
  watchIdle();
  syncOthersNowAndThen();
  if (localStorage.getItem(UNWANTED_KEY) !== null)
    void import('./practice/open-practice.ts').then(async ({ discardUnwanted }) => discardUnwanted());
}
