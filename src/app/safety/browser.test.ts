import { expect, test } from 'vitest';
import { browserOf, looksPrivate } from './browser.ts';

const KHTML = 'AppleWebKit/537.36 (KHTML, like Gecko)';

test.each([
  [`Mozilla/5.0 (Windows NT 6.1; Win64; x64) ${KHTML} Chrome/109.0.0.0 Safari/537.36`, 'Chrome', 109, false],
  [`Mozilla/5.0 (Linux; Android 8.1.0) ${KHTML} Chrome/95.0.4638.74 Mobile Safari/537.36`, 'Chrome', 95, true],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0', 'Firefox', 115, false],
  [
    `Mozilla/5.0 (Linux; Android 11) ${KHTML} SamsungBrowser/17.0 Chrome/96.0.4664.104 Mobile Safari/537.36`,
    'Samsung',
    17,
    true,
  ],
  [`Mozilla/5.0 (Windows NT 10.0) ${KHTML} Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0`, 'Edge', 138, false],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 15_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.4 Mobile/15E148 Safari/604.1',
    'Safari',
    15,
    false,
  ],
  ['something else', 'other', 0, false],
])('%s', (userAgent, name, version, isOld) => {
  expect(browserOf(userAgent)).toEqual({ name, version, isOld });
});

test('only very little room without a promise looks like a window that forgets everything', () => {
  const megabyte = 1024 * 1024;
  expect(looksPrivate(300 * megabyte, false)).toBe(true);
  expect(looksPrivate(300 * megabyte, true)).toBe(false);
  expect(looksPrivate(6_000 * megabyte, false)).toBe(false);
  expect(looksPrivate(undefined, false)).toBe(false);
});
