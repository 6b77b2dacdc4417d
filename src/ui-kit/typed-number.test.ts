import { expect, test } from 'vitest';
import { groupDigits, readTyped, regroup, typedForm } from './typed-number.ts';

test('[U22] 1.200,5 and 1200,5 are the same weight, and 1.200 is one thousand two hundred', () => {
  expect(readTyped('1.200,5', 3)).toEqual({ kind: 'value', value: 1_200_500 });
  expect(readTyped('1200,5', 3)).toEqual({ kind: 'value', value: 1_200_500 });
  expect(readTyped('1.200', 3)).toEqual({ kind: 'value', value: 1_200_000 });
});

test('[F13] [U22] a dot never becomes decimals, and 50.5 is asked about instead of read as 505', () => {
  expect(readTyped('50.5', 3)).toEqual({ kind: 'problem', problem: 'unreadable' });
  expect(regroup('50.', '50.5')).not.toBe('505');
  expect(readTyped(regroup('50.', '50.5'), 3).kind).toBe('problem');
});

test.each([
  ['12.000', '1.5'],
  ['12.000', '12.5'],
  ['12.000', '2.0'],
  ['1.234', '1.2'],
])('[F13] [U22] in place of %s, a %s that is pasted is asked about', (before, after) => {
  expect(readTyped(regroup(before, after), 3).kind).toBe('problem');
});

test('[U22] digits that are taken away, and a number that is pasted over another, group anew', () => {
  expect(regroup('12.000', '12.00')).toBe('1.200');
  expect(regroup('12.000', '2.000')).toBe('2.000');
  expect(regroup('12.000', '12.')).toBe('12');
  expect(regroup('12.000', '3500')).toBe('3.500');
  expect(regroup('12.000', '1.500')).toBe('1.500');
});

test.each(['1,5 triệu', '2tr', '-5', '1,5', 'abc'])('[U22] %s is not read as whole đồng', (text) => {
  expect(readTyped(text, 0)).toEqual({ kind: 'problem', problem: 'unreadable' });
});

test('[U22] digits group while they are typed', () => {
  expect(regroup('123', '1234')).toBe('1.234');
  expect(regroup('1.234', '1.2345')).toBe('12.345');
  expect(regroup('1.234', '1.234,')).toBe('1.234,');
  expect(groupDigits('1200000')).toBe('1.200.000');
});

test('[U23] what is written back is read as the same whole number', () => {
  for (const value of [0, 5, 500, 1_000, 1_200_500, 9_007_199_254_740_991]) {
    expect(readTyped(typedForm(value, 3), 3)).toEqual({ kind: 'value', value });
  }
});

test('[U23] a number beyond exact whole numbers is too large', () => {
  expect(readTyped('99999999999999999', 0)).toEqual({ kind: 'problem', problem: 'tooLong' });
});
