import { expect, test } from 'vitest';
import { endOf, failedTests } from '../../.ci/what-failed.mjs';

const passed = { fullName: 'holds', status: 'passed', failureMessages: [] };

test('a test that failed or was left out is named with the first line of its reason, and no other', () => {
  const failed = {
    fullName: 'adds up',
    status: 'failed',
    failureMessages: ['\u001b[31mexpected 1\u001b[39m\n    at line 3'],
  };
  const left = { fullName: 'is skipped', status: 'pending' };
  const report = {
    testResults: [{ name: '/a/tests/x.test.ts', status: 'failed', assertionResults: [passed, failed, left] }],
  };
  expect(failedTests(report)).toEqual(['adds up: expected 1', 'is skipped: pending']);
});

test('a file that broke before its tests is named, one that passed is not', () => {
  const report = {
    testResults: [
      { name: '/a/tests/modules/x.test.ts', status: 'failed', message: 'no such file\nat', assertionResults: [] },
      { name: '/a/tests/y.test.ts', status: 'passed', assertionResults: [passed] },
    ],
  };
  expect(failedTests(report)).toEqual(['modules/x.test.ts: no such file']);
});

test('the end of a proof is its last lines, the count among them', () => {
  const output = `${Array.from({ length: 50 }, (_, line) => `line ${line}`).join('\n')}\n162 checked, 1 failed\n`;
  const end = endOf(output);
  expect(end).toHaveLength(12);
  expect(end.at(-1)).toBe('162 checked, 1 failed');
});
