import { expect, test } from 'vitest';
import { codeSearch, shortCode } from './ids.ts';

const COOP = '00000000000000aa';
const ROWS = Array.from({ length: 5_000 }, (_unused, index) => `0123456789abcdef-${index + 1}`);

test('[U47] a code is six letters that nobody takes for others, the same on every device', () => {
  const codes = ROWS.map((row) => shortCode(COOP, row));
  for (const code of codes) expect(code).toMatch(/^[2-9A-HJKMNP-TV-Z]{6}$/);
  expect(new Set(codes).size).toBeGreaterThan(4_990);
  expect(shortCode(COOP, ROWS[0] ?? '')).toBe(codes[0]);
});

test('[U47] typing the six letters, in any case, finds the slip among thousands, and four find it too', () => {
  const row = ROWS[1_234] ?? '';
  const code = shortCode(COOP, row);
  for (const typed of [code, code.toLowerCase(), ` ${code} `, code.slice(0, 4)]) {
    const isIt = codeSearch(COOP, typed);
    expect(ROWS.filter((each) => isIt?.(each) === true)).toContain(row);
  }
  expect(ROWS.filter((each) => codeSearch(COOP, code)?.(each) === true).length).toBeLessThanOrEqual(2);
});

test('what is no code is looked for as a name alone', () => {
  for (const typed of ['', 'ca', 'che', 'chè búp', 'sv-001', 'OIUL10', 'K7MPQ2X'])
    expect(codeSearch(COOP, typed)).toBe(undefined);
});
