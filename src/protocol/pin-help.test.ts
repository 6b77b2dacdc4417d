import { expect, test } from 'vitest';
import { bytesOfHex } from '#kernel/ids.ts';
import { pinHelpAnswer } from './pin-help.ts';

const KEY = bytesOfHex('000102030405060708090a0b0c0d0e0f');

test('[P38] an answer is eight digits, and for one question and one key', () => {
  const answers = ['000000', '000001', '999999'].map((question) => pinHelpAnswer(KEY, question));
  expect(answers.every((answer) => /^\d{8}$/.test(answer))).toBe(true);
  expect(new Set(answers).size).toBe(3);
  expect(pinHelpAnswer(KEY, '000001')).toBe(answers[1]);
  expect(pinHelpAnswer(bytesOfHex('ff'.repeat(16)), '000001')).not.toBe(answers[1]);
});
