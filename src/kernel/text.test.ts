import { expect, test } from 'vitest';
import { foldingOnce, foldText } from './text.ts';

test('[U14] what a list remembers of a name is what a search without marks looks for', () => {
  const fold = foldingOnce();
  const names = ['Tẩn  Láo Hín', 'Đặng Thị Mùi', 'Tẩn  Láo Hín', ''];
  expect(names.map(fold)).toEqual(['tan lao hin', 'dang thi mui', 'tan lao hin', '']);
  expect(names.map(fold)).toEqual(names.map(foldText));
});
