import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { required } from '#kernel/result.ts';
import { capacityTable, figuresTable, growthTable, LEVELS, needOf, readFigures, WORK } from './capacity.ts';

test.each([figuresTable, growthTable, capacityTable])(
  '%o in the docs is what comes out of the figures beside it',
  (table) => {
    const page = readFileSync(new URL('../../../docs/capacity.md', import.meta.url), 'utf8');
    expect(page).toContain(table(readFigures()));
  },
);

test('the figures that the docs hold are of runs without an error, on both stores', () => {
  const { province, growth } = readFigures();
  expect(province.map(({ errors }) => errors)).toEqual([0, 0, 0, 0]);
  expect(new Set(growth.map(({ store }) => store))).toEqual(new Set(['SQLite', 'PostgreSQL']));
  expect(Math.max(...growth.map(({ operations }) => operations))).toBe(1_000_000);
});

test('what is needed grows with the people and with what one request costs', () => {
  const figures = readFigures();
  const level = required(LEVELS[1], 'a province');
  const need = needOf(level, figures);
  expect(need.devices).toBe(435 * 29);
  expect(need.requestsPerDay).toBe(435 * (4 * WORK.staffRequests + 25 * WORK.memberRequests));
  const dearer = figures.province.map((each) => ({ ...each, serverCpuMs: each.serverCpuMs * 2 }));
  expect(needOf(level, { ...figures, province: dearer }).serverCores).toBeCloseTo(need.serverCores * 2);
  const twice = level.groups.map((group) => ({ ...group, count: group.count * 2 }));
  expect(needOf({ ...level, groups: twice }, figures).slipsGbPerYear).toBeCloseTo(need.slipsGbPerYear * 2);
});
