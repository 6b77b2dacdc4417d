import { expect, test } from 'vitest';
import { tooNewIn } from '../../.ci/too-new.mjs';

test.each([
  'const unit = /(?<!x)kg/u',
  'const unit = new RegExp("(?<=x)kg", "u")',
  'const letters = new RegExp("[a--b]", "v")',
])('the build stops at %s', (code) => {
  expect(tooNewIn(code)).toHaveLength(1);
});

test('and at nothing that old browsers read', () => {
  expect(tooNewIn('const a = /(?:x)(?!y)(?=z)(?<name>q)/u; const b = new RegExp("v", "gu"); const v = "v"')).toEqual(
    [],
  );
});
