/**
 * Where this page is open. Chat and news apps open links in a window of their own, whose storage goes with the app and is
 * not that of the browser: work is not begun there (feature l19).
 */

/** Windows of apps that say who they are; Messenger before Facebook, whose words it uses too. */
const APPS = [
  ['Zalo', /\bZalo\b/i],
  ['Messenger', /FB_IAB\/(?:MESSENGER|Orca)|FBAN\/Messenger/i],
  ['Facebook', /FB_IAB|FBAN|FBAV/],
  ['Instagram', /\bInstagram\b/],
  ['TikTok', /musical_ly|BytedanceWebview|TikTok/i],
  ['Viber', /\bViber\b/i],
  ['Line', /\bLine\//],
  ['WeChat', /MicroMessenger/],
] as const;

export interface Place {
  /** `guess`: some app's window that does not say whose. `keepsNothing`: a browser without what a book needs. */
  readonly kind: 'inApp' | 'guess' | 'keepsNothing';
  /** The app's name; empty where it is not known. */
  readonly app: string;
  readonly os: 'android' | 'ios' | 'other';
}

/** Undefined in a browser that can keep a book. */
export function placeOf(facts: {
  readonly userAgent: string;
  /** Opened from the home screen: on an iPhone such an app describes itself as an app's window does. */
  readonly isInstalled: boolean;
  /** There are a database and a service worker. */
  readonly canKeep: boolean;
}): Place | undefined {
  const { userAgent, isInstalled, canKeep } = facts;
  const isApple = /iPhone|iPad|iPod/.test(userAgent);
  const os = isApple ? 'ios' : /Android/.test(userAgent) ? 'android' : 'other';
  const app = APPS.find(([, mark]) => mark.test(userAgent))?.[0] ?? '';
  if (app !== '') return { kind: 'inApp', app, os };
  if (!canKeep) return { kind: 'keepsNothing', app, os };
  const isWindow = /; wv\)/.test(userAgent) || (isApple && !isInstalled && !/Safari\//.test(userAgent));
  return isWindow ? { kind: 'guess', app, os } : undefined;
}

const STAYS_KEY = 'so-mua.stays-here';

/** Where this page is; a guess that somebody has corrected is not made again. */
export function placeHere(): Place | undefined {
  const place = placeOf({
    userAgent: navigator.userAgent,
    isInstalled: Reflect.get(navigator, 'standalone') === true,
    canKeep: typeof indexedDB === 'object' && 'serviceWorker' in navigator,
  });
  return place?.kind === 'guess' && localStorage.getItem(STAYS_KEY) !== null ? undefined : place;
}

/** "This is my browser." */
export function stayHere(): void {
  localStorage.setItem(STAYS_KEY, 'yes');
}
