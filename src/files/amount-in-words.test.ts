import { describe, expect, test } from 'vitest';
import { amountInWords } from './amount-in-words.ts';

/**
 * Sums as northern Vietnamese writes them: `linh`, `mốt`, `tư`, `lăm`, a group under a hundred with `không trăm`. Compared
 * with a reader of our own on 3,076 numbers when they were written down (computed, confidence C).
 */
const VECTORS: readonly (readonly [dong: number, words: string])[] = [
  [0, 'không đồng'],
  [1, 'một đồng'],
  [11, 'mười một đồng'],
  [14, 'mười bốn đồng'],
  [21, 'hai mươi mốt đồng'],
  [24, 'hai mươi tư đồng'],
  [44, 'bốn mươi tư đồng'],
  [45, 'bốn mươi lăm đồng'],
  [55, 'năm mươi lăm đồng'],
  [91, 'chín mươi mốt đồng'],
  [99, 'chín mươi chín đồng'],
  [100, 'một trăm đồng'],
  [101, 'một trăm linh một đồng'],
  [104, 'một trăm linh bốn đồng'],
  [105, 'một trăm linh năm đồng'],
  [110, 'một trăm mười đồng'],
  [111, 'một trăm mười một đồng'],
  [114, 'một trăm mười bốn đồng'],
  [121, 'một trăm hai mươi mốt đồng'],
  [125, 'một trăm hai mươi lăm đồng'],
  [200, 'hai trăm đồng'],
  [1_000, 'một nghìn đồng'],
  [1_001, 'một nghìn không trăm linh một đồng'],
  [1_005, 'một nghìn không trăm linh năm đồng'],
  [1_010, 'một nghìn không trăm mười đồng'],
  [10_000, 'mười nghìn đồng'],
  [10_005, 'mười nghìn không trăm linh năm đồng'],
  [15_000, 'mười lăm nghìn đồng'],
  [21_000, 'hai mươi mốt nghìn đồng'],
  [24_500, 'hai mươi tư nghìn năm trăm đồng'],
  [50_000, 'năm mươi nghìn đồng'],
  [99_000, 'chín mươi chín nghìn đồng'],
  [101_000, 'một trăm linh một nghìn đồng'],
  [105_000, 'một trăm linh năm nghìn đồng'],
  [115_000, 'một trăm mười lăm nghìn đồng'],
  [121_000, 'một trăm hai mươi mốt nghìn đồng'],
  [250_500, 'hai trăm năm mươi nghìn năm trăm đồng'],
  [1_050_000, 'một triệu không trăm năm mươi nghìn đồng'],
  [4_350_000, 'bốn triệu ba trăm năm mươi nghìn đồng'],
  [21_000_000, 'hai mươi mốt triệu đồng'],
  [111_222_333, 'một trăm mười một triệu hai trăm hai mươi hai nghìn ba trăm ba mươi ba đồng'],
  [999_999_999, 'chín trăm chín mươi chín triệu chín trăm chín mươi chín nghìn chín trăm chín mươi chín đồng'],
  [1_000_000_001, 'một tỷ không trăm linh một đồng'],
  [2_500_000_000, 'hai tỷ năm trăm triệu đồng'],
  [12_345_678_901, 'mười hai tỷ ba trăm bốn mươi lăm triệu sáu trăm bảy mươi tám nghìn chín trăm linh một đồng'],
  [105_000_000_000, 'một trăm linh năm tỷ đồng'],
  [
    999_999_999_999_999,
    'chín trăm chín mươi chín nghìn chín trăm chín mươi chín tỷ chín trăm chín mươi chín triệu chín trăm chín mươi chín nghìn chín trăm chín mươi chín đồng',
  ],
];

describe('[U24] a sum in words', () => {
  test.each(VECTORS)('%i', (dong, words) => {
    expect(amountInWords(dong)).toBe(words);
  });
});
