import { expect, test } from 'vitest';
import {
  addDays,
  dateAt,
  dayNumberOf,
  formatDate,
  isIsoDate,
  isPartialDate,
  isoDateOf,
  timeOfDayAt,
} from './calendar.ts';

test('a day of Vietnam begins at five in the afternoon of Greenwich', () => {
  const before = Date.UTC(2026, 10, 23, 16, 59, 59);
  expect([dateAt(before), timeOfDayAt(before)]).toEqual(['2026-11-23', '23:59']);
  const after = Date.UTC(2026, 10, 23, 17, 5);
  expect([dateAt(after), timeOfDayAt(after)]).toEqual(['2026-11-24', '00:05']);
});

test('days and their numbers belong together, over leap years and back', () => {
  expect(dayNumberOf('1970-01-01')).toBe(0);
  for (const day of ['1900-03-01', '2000-02-29', '2024-02-29', '2026-11-24'])
    expect(isoDateOf(dayNumberOf(day))).toBe(day);
  expect(addDays('2023-02-28', 1)).toBe('2023-03-01');
  expect(isIsoDate('2023-02-29')).toBe(false);
  expect([isPartialDate('2012'), isPartialDate('2012-13'), isPartialDate('2012-03')]).toEqual([true, false, true]);
  expect([formatDate('2026-11-24'), formatDate('2012-03'), formatDate('2012')]).toEqual([
    '24/11/2026',
    '03/2012',
    '2012',
  ]);
});
