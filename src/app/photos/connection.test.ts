import { expect, test } from 'vitest';
import { isMobileData } from './connection.ts';

test.each([
  ['Android on mobile data', { type: 'cellular', effectiveType: '4g', saveData: false }, true],
  ['Android on a slow Wi-Fi', { type: 'wifi', effectiveType: '2g', saveData: false }, false],
  ['Wi-Fi of somebody who saves data', { type: 'wifi', effectiveType: '4g', saveData: true }, true],
  ['a PC, which says only how fast it is', { effectiveType: '4g', saveData: false }, false],
  ['a slow connection of an unknown kind', { effectiveType: '3g' }, true],
  ['a browser that says nothing', undefined, false],
  ['something else under that name', 'fast', false],
])('[P55] %s', (_name, connection, isMobile) => {
  expect(isMobileData(connection)).toBe(isMobile);
});
