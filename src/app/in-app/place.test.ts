import { expect, test } from 'vitest';
import { chromeIntent } from './chrome-intent.ts';
import { placeOf } from './place.ts';

const ANDROID = 'Mozilla/5.0 (Linux; Android 9; Redmi 6A';
const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/120.0.6099.144 Mobile Safari/537.36';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';

function place(userAgent: string, isInstalled = false, canKeep = true): string {
  const { kind, app, os } = placeOf({ userAgent, isInstalled, canKeep }) ?? {};
  return [kind, app, os].filter((word) => word !== undefined && word !== '').join(' ');
}

test.each([
  [`${ANDROID}; wv) ${CHROME} Zalo android/12120388 ZaloTheme/light ZaloLanguage/vi`, 'inApp Zalo android'],
  [`${IPHONE} Mobile/15E148 Zalo iOS/572 ZaloTheme/light ZaloLanguage/vn`, 'inApp Zalo ios'],
  [`${ANDROID}; wv) ${CHROME} [FB_IAB/FB4A;FBAV/443.0.0.23.229;]`, 'inApp Facebook android'],
  [`${ANDROID}; wv) ${CHROME} [FB_IAB/Orca-Android;FBAV/438.0.0.40.105;]`, 'inApp Messenger android'],
  [`${IPHONE} Mobile/20G75 [FBAN/MessengerForiOS;FBAV/436.0;FBDV/iPhone12,1]`, 'inApp Messenger ios'],
  [`${IPHONE} Mobile/20G75 [FBAN/FBIOS;FBAV/443.0.0.36.109;FBDV/iPhone12,1]`, 'inApp Facebook ios'],
  [`${IPHONE} Mobile/15E148 Instagram 312.0.0.31.108 (iPhone12,1; iOS 16_6; vi_VN)`, 'inApp Instagram ios'],
  [`${ANDROID}; wv) ${CHROME} trill_330102 BytedanceWebview/d8a21c6`, 'inApp TikTok android'],
  [`${ANDROID}; wv) ${CHROME}`, 'guess android'],
  [`${IPHONE} Mobile/15E148`, 'guess ios'],
])('[l19] the window of an app is recognised: %s', (userAgent, expected) => {
  expect(place(userAgent)).toBe(expected);
});

test.each([
  `${ANDROID}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36`,
  `${ANDROID}) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/23.0 Chrome/115.0.0.0 Mobile Safari/537.36`,
  `${ANDROID}) AppleWebKit/537.36 (KHTML, like Gecko) coc_coc_browser/121.0.120 Chrome/115.0.0.0 Mobile Safari/537.36`,
  'Mozilla/5.0 (Android 13; Mobile; rv:115.0) Gecko/115.0 Firefox/115.0',
  `${IPHONE} Version/15.4 Mobile/15E148 Safari/604.1`,
  `${IPHONE} CriOS/120.0.6099.119 Mobile/15E148 Safari/604.1`,
  'Mozilla/5.0 (Windows NT 6.1; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36',
  // Named after no app, however the words look.
  'Mozilla/5.0 (X11; Linux x86_64) Gazalon/1.0 Pipeline/3 Chrome/120.0.0.0 Safari/537.36',
])('[l19] a browser is a browser: %s', (userAgent) => {
  expect(place(userAgent)).toBe('');
});

test('[l19] an app on an iPhone’s home screen is no other app’s window', () => {
  expect(place(`${IPHONE} Mobile/15E148`, true)).toBe('');
});

test('[l19] a browser without a database or a service worker keeps nothing', () => {
  expect(place('Mozilla/5.0 (Android 13; Mobile; rv:115.0) Gecko/115.0 Firefox/115.0', false, false)).toBe(
    'keepsNothing android',
  );
});

/** As Android's Intent.parseUri reads it: what follows the last `#` is the intent, what stands before it the address. */
function asAndroidReadsIt(intent: string): string {
  const at = intent.lastIndexOf('#');
  const scheme = /;scheme=(\w+);/.exec(intent.slice(at))?.[1];
  return `${scheme}:${intent.slice('intent:'.length, at)}`;
}

test.each(['https://so.htx.vn/vao#ABCDEF', `https://so.htx.vn/vao#${'aB-_9'.repeat(60)}`, 'http://localhost:8080/'])(
  '[l19] an invitation reaches Chrome whole: %s',
  (address) => {
    const intent = chromeIntent(address);
    expect(asAndroidReadsIt(intent)).toBe(address);
    expect(intent).toContain('package=com.android.chrome;end');
  },
);
