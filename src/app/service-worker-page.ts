/** Keeps the shell on the device. A new version waits until the app is opened the next time without an open form. */
import { Workbox } from 'workbox-window';

export function registerServiceWorker(): void {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return;
  const workbox = new Workbox('/main.js');
  workbox.addEventListener('waiting', () => {
    if (document.querySelector('form, [data-dirty]') === null) workbox.messageSkipWaiting();
  });
  workbox.register().catch((cause: unknown) => console.warn('service worker', cause));
}
