import { expect, test } from 'vitest';
import { costOf } from './connection.ts';

test.each([
  ['Android on mobile data', { type: 'cellular', effectiveType: '4g', saveData: false }, 'mobile'],
  ['Android on a slow Wi-Fi', { type: 'wifi', effectiveType: '2g', saveData: false }, 'free'],
  ['Wi-Fi of somebody who saves data', { type: 'wifi', effectiveType: '4g', saveData: true }, 'mobile'],
  ['a PC, which says only how fast it is', { effectiveType: '4g', saveData: false }, 'free'],
  ['a slow connection of an unknown kind', { effectiveType: '3g' }, 'mobile'],
])('[P55] %s', (_name, connection, cost) => {
  for (const isPhone of [true, false]) expect(costOf(connection, { isPhone })).toBe(cost);
});

test.each([
  ['a browser that says nothing', undefined],
  ['something else under that name', 'fast'],
  ['one that says whether to save data, and no more', { saveData: false }],
])('[P55] %s: free on a PC, and on a phone nobody knows', (_name, connection) => {
  expect([true, false].map((isPhone) => costOf(connection, { isPhone }))).toEqual(['unknown', 'free']);
});
