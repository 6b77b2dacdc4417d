/** What goes on beside the screens, loaded when the first of them is there. */
import { syncOthersNowAndThen } from './lock/sync-others.ts';
import { watchIdle } from './lock/watch.ts';
import { registerServiceWorker } from './service-worker-page.ts';

export function afterStart(): void {
  registerServiceWorker();
  watchIdle();
  syncOthersNowAndThen();
}
