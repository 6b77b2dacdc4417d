import { describe, expect, test } from 'vitest';
import { spokenLines, spokenText } from './spoken-text.ts';

describe('[U41] what is read aloud', () => {
  test.each([
    ['Thành tiền 2.800.000 đ', 'Thành tiền hai triệu tám trăm nghìn đồng'],
    ['28.000 đ/kg', 'hai mươi tám nghìn đồng một ki-lô-gam'],
    ['-500.000 đ', 'trừ năm trăm nghìn đồng'],
    ['12,5 kg Chè búp tươi', '12 phẩy 5 ki-lô-gam Chè búp tươi'],
    ['1.200 kg', '1200 ki-lô-gam'],
    ['3.600 m²', '3600 mét vuông'],
    ['26/11/2026', 'ngày 26 tháng 11 năm 2026'],
    ['Tẩn Láo Hín · SV-001 · Bản Khe Chanh', 'Tẩn Láo Hín, SV-001, Bản Khe Chanh'],
    // A word that begins like a unit or a sign is a word.
    ['Còn 3 đơn, 2 lít, hai làng', 'Còn 3 đơn, 2 lít, hai làng'],
    ['0214 385 1234', '0214 385 1234'],
  ])('%s', (written, spoken) => {
    expect(spokenText(written, 'vi')).toBe(spoken);
  });

  test('in English too', () => {
    expect(spokenText('Amount 280.000 đ, 10 kg on 26/11/2026', 'en')).toBe(
      'Amount 280000 dong, 10 kilograms on 26/11/2026',
    );
    expect(spokenText('12,5 ha', 'en')).toBe('12 point 5 hectares');
  });

  test('line by line, without what has no words and without repeating', () => {
    expect(spokenLines('Giá\n\nChè\t28.000 đ\n→\nChè\nChè', 'vi')).toEqual([
      'Giá',
      'Chè',
      'hai mươi tám nghìn đồng',
      'Chè',
    ]);
  });
});
