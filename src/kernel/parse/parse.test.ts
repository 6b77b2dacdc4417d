import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDong } from '../money.ts';
import { readArea } from './area.ts';
import { readPartialDate } from './date.ts';
import { readDecimal, timesWhole } from './decimal.ts';
import { readDong } from './money.ts';
import { readIdNumber, readName, readPhones, readText } from './person.ts';
import { readPlace, readProvince } from './place.ts';

describe('money', () => {
  test.each([
    ['1.500.000', 1_500_000],
    ['1,000,000', 1_000_000],
    ['1.500.000đ', 1_500_000],
    ['2.000.000 VNĐ', 2_000_000],
    ['3 000 000', 3_000_000],
    ['1,5 triệu', 1_500_000],
    ['1.5 triệu', 1_500_000],
    ['1,25 triệu', 1_250_000],
    ['2tr', 2_000_000],
    ['2tr5', 2_500_000],
    ['2tr05', 2_050_000],
    ['1 triệu rưỡi', 1_500_000],
    ['500k', 500_000],
    ['500 nghìn', 500_000],
    ['500.000,0', 500_000],
    ['-', 0],
    ['chưa góp', 0],
    [1_500_000, 1_500_000],
  ])('%s is %i đồng', (cell, dong) => {
    expect(readDong(cell).value).toBe(dong);
  });

  test.each([
    ['2.000.OOO', 'money-unreadable'],
    ['hai triệu', 'money-unreadable'],
    ['1.200,5', 'money-unreadable'],
    ['1,23.456', 'money-unreadable'],
    ['-500.000', 'money-negative'],
    [-1, 'money-negative'],
    ['1000000000000', 'money-too-large'],
    [1e12, 'money-too-large'],
    [true, 'money-unreadable'],
  ])('%s is not guessed: %s', (cell, code) => {
    expect(readDong(cell)).toEqual({ value: undefined, level: 'error', code });
  });

  test('fifteen hundred đồng is taken, and somebody should look', () => {
    expect(readDong('1500')).toEqual({ value: 1_500, level: 'warning', code: 'money-implausible' });
  });

  test('every sum that the app writes is read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10_000, max: 999_999_999_999 }), (dong) => {
        expect(readDong(formatDong(dong)).value).toBe(dong);
      }),
    );
  });
});

describe('decimals', () => {
  test('both 1.200,5 and 1200,5 have a half, and 1.200 is one thousand two hundred', () => {
    expect(readDecimal('1.200,5')).toEqual({ whole: '1200', fraction: '5' });
    expect(readDecimal('1200,5')).toEqual({ whole: '1200', fraction: '5' });
    expect(readDecimal('1.200')).toEqual({ whole: '1200', fraction: '' });
    expect(readDecimal('0.125')).toEqual({ whole: '0', fraction: '125' });
    expect(readDecimal('1.200.5')).toBeUndefined();
    expect(readDecimal('1O')).toBeUndefined();
  });

  test('a product is exact where floating point is not', () => {
    expect(timesWhole({ whole: '1', fraction: '005' }, 1_000)).toBe(1_005);
    expect(timesWhole({ whole: '99999999999999999999', fraction: '' }, 10)).toBeUndefined();
  });
});

test.each([
  ['0,5 ha', 5_000],
  ['0.5 ha', 5_000],
  ['1.200 m2', 1_200],
  ['1.800m2', 1_800],
  ['500 m²', 500],
  ['3 sào 5 thước', 1_200],
  ['1 mẫu 2 sào', 4_320],
  ['2 sào rưỡi', 900],
  ['1/2 mẫu', 1_800],
  [2.75, 990],
  ['3,25', 1_170],
])('an area of %s is %i m²', (cell, m2) => {
  expect(readArea(cell, 'sao_bac').value).toBe(m2);
});

test('an area that no household tills, of letters, below zero or of nothing is not taken', () => {
  for (const cell of ['2.000', 'ba sào', '-3', '0', '3 sào x', true])
    expect(readArea(cell, 'sao_bac'), String(cell)).toMatchObject({ value: undefined, level: 'error' });
});

test.each([
  [{ day: '2012-03-15' }, '2012-03-15'],
  ['15/3/2012', '2012-03-15'],
  ['04/05/2020', '2020-05-04'],
  ['15.3.2012', '2012-03-15'],
  ['15-03-2012', '2012-03-15'],
  ['2016-06-01', '2016-06-01'],
  ['ngày 5 tháng 10 năm 2013', '2013-10-05'],
  ['tháng 3 năm 2012', '2012-03'],
  ['T8/2013', '2013-08'],
  ['3/2017', '2017-03'],
  ['đầu năm 2015', '2015'],
  [2019, '2019'],
  [43_539, '2019-03-15'],
  ['15/03/12', '2012-03-15'],
  ['72', '1972'],
])('the date %s is %s', (cell, date) => {
  expect(readPartialDate(cell).value).toBe(date);
});

test.each(['31/02/2016', '29/02/2023', '2016-13-01', 'hôm qua', '15/3', 12, '0/0/2020', '1/1/1776'])(
  'the date %s is no date',
  (cell) => {
    expect(readPartialDate(cell)).toMatchObject({ value: undefined, level: 'error' });
  },
);

test.each([
  ['0947.385.868', { phone: '0947385868' }],
  [880_046_159, { phone: '0880046159' }],
  ['+84393412109', { phone: '0393412109' }],
  [84_399_301_657, { phone: '0399301657' }],
  ['0320878007 / 0914107278', { phone: '0320878007', phone2: '0914107278' }],
  ['không có', {}],
])('the phone %s', (cell, phones) => {
  expect(readPhones(cell).value).toEqual(phones);
});

test('a phone with a digit too few, and letters in one, are not guessed', () => {
  for (const cell of ['033895328', 'O947385868', '0947385868 gọi con gái'])
    expect(readPhones(cell)).toMatchObject({ value: undefined, level: 'error' });
});

test('identity numbers get their lost zero back, and lost digits are said to be lost', () => {
  expect(readIdNumber(15_170_997_637).value).toBe('015170997637');
  expect(readIdNumber('015 077 974 010').value).toBe('015077974010');
  expect(readIdNumber('058914432')).toMatchObject({ value: '058914432', level: 'warning' });
  expect(readIdNumber('1,51560E+10')).toMatchObject({ value: undefined, code: 'id-precision-lost' });
  expect(readIdNumber('0150719808000')).toMatchObject({ value: undefined, code: 'id-wrong-length' });
});

test('names: decomposed letters, capitals, and what is no name is kept as text with a warning', () => {
  expect(readName('Triệu Thị Hòa'.normalize('NFD'))).toMatchObject({ value: 'Triệu Thị Hòa', code: 'unicode-nfd' });
  expect(readName('LÝ MÙI CHẠN').value).toBe('Lý Mùi Chạn');
  expect(readName('Hoa 🌸')).toMatchObject({ value: 'Hoa 🌸', level: 'warning' });
  expect(readName('<script>alert(1)</script>')).toMatchObject({ value: '<script>alert(1)</script>', level: 'warning' });
  expect(readText('  Lương\u00a0 Thị ').value).toBe('Lương Thị');
});

test('a province that was merged gets the name of today, and one that nobody knows is kept', () => {
  expect(readProvince('Yên Bái')).toMatchObject({ value: 'Lào Cai', code: 'province-former' });
  expect(readProvince('tỉnh Lào Cai').value).toBe('Lào Cai');
  expect(readProvince('Atlantis')).toMatchObject({ value: 'Atlantis', level: 'warning' });
  expect(readPlace('X. Suối Vàng, T. Lào Cai').commune.value).toBe('Suối Vàng');
});
