/**
 * Keeps the shell on the device. A new version waits until the person is at home with no form open; what was typed
 * elsewhere lies in its draft. Then the page is loaded anew, since the old version's parts are gone with it.
 */
import { Workbox } from 'workbox-window';
import { whenAtRest } from './at-rest.ts';

export function registerServiceWorker(): void {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return;
  const workbox = new Workbox('/main.js');
  const wasControlled = navigator.serviceWorker.controller !== null;
  workbox.addEventListener('waiting', () => whenAtRest(() => workbox.messageSkipWaiting()));
  workbox.addEventListener('controlling', () => {
    if (wasControlled) window.location.reload();
  });
  workbox.register().catch((cause: unknown) => console.warn('service worker', cause));
}
