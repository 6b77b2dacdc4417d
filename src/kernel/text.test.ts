import { expect, test } from 'vitest';
import { compareTexts, foldingOnce, foldText } from './text.ts';

test('[U14] what a list remembers of a name is what a search without marks looks for', () => {
  const fold = foldingOnce();
  const names = ['Tẩn  Láo Hín', 'Đặng Thị Mùi', 'Tẩn  Láo Hín', ''];
  expect(names.map(fold)).toEqual(['tan lao hin', 'dang thi mui', 'tan lao hin', '']);
  expect(names.map(fold)).toEqual(names.map(foldText));
});

test('a list follows Vietnamese letters, and its numbers are numbers', () => {
  const names = ['Ruộng 10', 'Đồng Quan', 'Ruộng 2', 'Dốc Lim', 'PX-100', 'PX-9', 'Ảng'];
  expect(names.sort(compareTexts)).toEqual(['Ảng', 'Dốc Lim', 'Đồng Quan', 'PX-9', 'PX-100', 'Ruộng 2', 'Ruộng 10']);
});
