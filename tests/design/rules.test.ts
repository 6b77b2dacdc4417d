/** docs/design.md holds every rule of design once, and names checks that there are; every failure of others has a test of its name. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { filesIn } from '../architecture/locale-texts.ts';

const RULES = 54;
const FAILURES = 15;

const page = readFileSync('docs/design.md', 'utf8');
const rows = [...page.matchAll(/^\| U(\d+) \| ([^|]+) \| (.+) \|$/gm)].map(([, number, words = '', shownBy = '']) => ({
  rule: `U${number}`,
  words: words.trim(),
  shownBy,
}));

test('every rule stands once, in order, with what it says', () => {
  expect(rows.map(({ rule }) => rule)).toEqual(Array.from({ length: RULES }, (_unused, index) => `U${index + 1}`));
  expect(rows.filter(({ words }) => words.length < 10)).toEqual([]);
});

test('every rule has a check that is there: a test by its name, or a bench', () => {
  const benches = readFileSync('tests/bench/bench.ts', 'utf8');
  const missing: string[] = [];
  for (const { rule, shownBy } of rows) {
    const named = [...shownBy.matchAll(/`((?:tests|src)\/[^`]+\.ts)` "([^"]+)"/g)];
    const measured = [...shownBy.matchAll(/`npm run bench -- (\w+)`/g)];
    if (named.length + measured.length === 0) missing.push(`${rule} names no check`);
    for (const [, file = '', title = ''] of named)
      if (!existsSync(file) || !readFileSync(file, 'utf8').includes(title)) missing.push(`${rule}: ${file} "${title}"`);
    for (const [, suite = ''] of measured)
      if (!benches.includes(`suite === '${suite}'`)) missing.push(`${rule}: bench ${suite}`);
  }
  expect(missing).toEqual([]);
});

test('every picture of the page is there', () => {
  const pictures = [...page.matchAll(/\]\((pictures\/[^)]+)\)/g)].map(([, file = '']) => file);
  expect(pictures.length).toBeGreaterThan(7);
  expect(pictures.filter((file) => !existsSync(`docs/${file}`))).toEqual([]);
});

test('what others got wrong, F1 to F15, has a test of that name each', () => {
  const tests = filesIn('tests')
    .concat(filesIn('src'))
    .filter((path) => /\.(?:test|e2e)\.ts$/.test(path))
    .map((path) => readFileSync(path, 'utf8'));
  const without = Array.from({ length: FAILURES }, (_unused, index) => `[F${index + 1}]`).filter(
    (tag) => !tests.some((text) => text.includes(tag)),
  );
  expect(without).toEqual([]);
});
