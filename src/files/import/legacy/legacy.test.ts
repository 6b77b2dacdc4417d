import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { decodeLegacy } from './encodings.ts';
import { repairCells, repairWholeFile } from './repair-text.ts';
import { isPlausible, plausibility } from './syllable.ts';

const table = z
  .record(
    z.string(),
    z.object({ tcvn3: z.string(), tcvn3CapitalFontOnly: z.boolean(), vni: z.string(), windows1258: z.string() }),
  )
  .parse(JSON.parse(readFileSync('tests/fixtures/samples/legacy-encodings.json', 'utf8')));
const shown = (hex: string): string =>
  new TextDecoder('windows-1252').decode(Uint8Array.from(hex.split(' '), (byte) => Number.parseInt(byte, 16)));

describe('all 134 letters of Vietnamese', () => {
  const letters = Object.entries(table);
  test('there are 134', () => expect(letters).toHaveLength(134));

  test.each(letters)('%s comes out of VNI, windows-1258, TCVN3 and UTF-8 that was read wrongly', (letter, codes) => {
    expect(decodeLegacy(codes.vni, 'vni')).toBe(letter);
    expect(decodeLegacy(shown(codes.windows1258), 'windows1258')).toBe(letter);
    // TCVN3 has no capitals with a tone: the font drew the small letter as one.
    const inTcvn3 = codes.tcvn3CapitalFontOnly ? letter.toLocaleLowerCase('vi') : letter;
    expect(decodeLegacy(shown(codes.tcvn3), 'tcvn3')).toBe(inTcvn3);
    const twice = new TextDecoder('windows-1252').decode(new TextEncoder().encode(letter));
    expect(decodeLegacy(twice, 'double-utf8')).toBe(letter);
  });
});

test.each(['Nguyễn Thị Ánh', 'Giếng', 'Quốc', 'Hoàng Đức Slằm', 'Thửa 3 – ruộng trên', 'TẨN LÁO HÍN', 'm² đất'])(
  '%s reads as Vietnamese',
  (text) => expect(isPlausible(plausibility(text))).toBe(true),
);

test.each(['N«ng V¨n Êm', 'Löông Ñình Nghò', 'Æng', 'bạp bàc', 'Kh¸nh'])('%s does not', (text) =>
  expect(isPlausible(plausibility(text))).toBe(false),
);

test('a row of TCVN3 and a row of Unicode in one sheet: only the first is changed, also where a word reads well as it is', () => {
  const { rows, repaired } = repairCells([
    ['NguyÔn ThÞ ¸nh', 'Nïng', 'án'],
    ['Hoàng Đức Slằm', 'Nùng', 'án'],
    ['Hà', 12, null],
  ]);
  expect(rows).toEqual([
    ['Nguyễn Thị ánh', 'Nùng', 'ỏn'],
    ['Hoàng Đức Slằm', 'Nùng', 'án'],
    ['Hà', 12, null],
  ]);
  expect(repaired[0]).toEqual({
    row: 1,
    column: 0,
    before: 'NguyÔn ThÞ ¸nh',
    after: 'Nguyễn Thị ánh',
    encoding: 'tcvn3',
  });
  expect(repaired).toHaveLength(3);
});

test.each(['Lò A Páo', 'Krông Búk', 'Café Đắk Lắk', 'Hà Nội', 'Müller', '«Hoa» 50 m²', 'Hoa 🌸', 'H’Mông', '5 °C'])(
  '%s stays as it is',
  (text) => expect(repairCells([[text]])).toEqual({ rows: [[text]], repaired: [] }),
);

test('UTF-8 that a program read as windows-1252 becomes what was meant', () => {
  const twice = (text: string): string => new TextDecoder('windows-1252').decode(new TextEncoder().encode(text));
  const row = ['Nguyễn Thị Ánh', 'Bản Nậm Lùng', 'Thôn Suối Vàng, xã Ớt'];
  expect(repairCells([row.map(twice)]).rows).toEqual([row]);
});

test('a file in which no encoding gives Vietnamese is given back undone', () => {
  expect(repairWholeFile([['HäÃ']])).toBeUndefined();
});
