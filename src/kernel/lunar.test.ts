import { describe, expect, test } from 'vitest';
import { addDays } from './calendar.ts';
import { lunarDateOf } from './lunar.ts';

/** Computed by the same method elsewhere; 2007, 2025, 2026 and 2030 and the leap months of 2020, 2023, 2025 are known dates. */
const NEW_YEARS = [
  ['2000-02-05', null],
  ['2001-01-24', 4],
  ['2004-01-22', 2],
  ['2005-02-09', null],
  ['2007-02-17', null],
  ['2008-02-07', null],
  ['2010-02-14', null],
  ['2013-02-10', null],
  ['2014-01-31', 9],
  ['2015-02-19', null],
  ['2016-02-08', null],
  ['2020-01-25', 4],
  ['2021-02-12', null],
  ['2023-01-22', 2],
  ['2024-02-10', null],
  ['2025-01-29', 6],
  ['2026-02-17', null],
  ['2027-02-06', null],
  ['2028-01-26', 5],
  ['2029-02-13', null],
  ['2030-02-02', null],
  ['2031-01-23', 3],
  ['2032-02-11', null],
  ['2033-01-31', 11],
  ['2034-02-19', null],
  ['2035-02-08', null],
  ['2036-01-28', 6],
  ['2037-02-15', null],
  ['2038-02-04', null],
  ['2039-01-24', 5],
] as const;

describe('the lunar calendar [U26]', () => {
  test.each(NEW_YEARS)('a year begins on %s, with leap month %s', (solar, leap) => {
    const year = Number(solar.slice(0, 4));
    expect(lunarDateOf(solar)).toEqual({ day: 1, month: 1, year, isLeap: false });
    const eve = lunarDateOf(addDays(solar, -1));
    expect([eve.month, eve.year]).toEqual([12, year - 1]);
    const days = Array.from({ length: 353 }, (_, index) => lunarDateOf(addDays(solar, index)));
    const leaps = new Set(days.flatMap(({ isLeap, month }) => (isLeap ? [month] : [])));
    expect([...leaps]).toEqual(leap === null ? [] : [leap]);
  });

  test.each([
    ['2025-07-24', 30, 6, 2025, false],
    ['2025-07-25', 1, 6, 2025, true],
    ['2025-08-23', 1, 7, 2025, false],
    ['2025-10-06', 15, 8, 2025, false],
    ['2026-02-16', 29, 12, 2025, false],
    ['2027-02-05', 29, 12, 2026, false],
    ['2028-06-23', 1, 5, 2028, true],
  ] as const)('%s is the %i of the month %i of %i', (solar, day, month, year, isLeap) => {
    expect(lunarDateOf(solar)).toEqual({ day, month, year, isLeap });
  });

  test('for a hundred and ninety years each day follows the one before', () => {
    const problems: string[] = [];
    let before = lunarDateOf('1905-01-01');
    for (let day = '1905-01-02'; day < '2095-01-01'; day = addDays(day, 1)) {
      const now = lunarDateOf(day);
      const isSameMonth = now.month === before.month && now.isLeap === before.isLeap && now.year === before.year;
      const follows = now.day === 1 ? [29, 30].includes(before.day) : isSameMonth && now.day === before.day + 1;
      if (!follows) problems.push(day);
      before = now;
    }
    expect(problems).toEqual([]);
  });

  test('what is no day is refused', () => {
    expect(() => lunarDateOf('2026-02-30')).toThrow('common.invalidDate');
  });
});
