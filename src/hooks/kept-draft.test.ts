import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { draftField, keptDraft } from './kept-draft.ts';

const schema = z.object({ what: draftField(z.string()), kg: draftField(z.nullable(z.int())) });

test('a draft comes back as it was, also one that says that a number was taken away', () => {
  expect(keptDraft(['{"what":"lúa","kg":12}'], schema, {})).toEqual({ what: 'lúa', kg: 12 });
  expect(keptDraft(['{"kg":null}'], schema, { kg: 3 })).toEqual({ kg: null });
});

test('[U20] a field that the form cannot use takes none of the others with it', () => {
  expect(keptDraft(['{"what":"lúa","kg":"mười"}'], schema, {})).toEqual({ what: 'lúa' });
  expect(keptDraft(['{"what":{},"kg":12.5}'], schema, { kg: 3 })).toEqual({ kg: 3 });
});

test('what a newer version knows besides is left out', () => {
  expect(keptDraft(['{"what":"lúa","colour":"green"}'], schema, {})).toEqual({ what: 'lúa' });
});

test('a text that was cut short or is no draft gives the next one, and without any the form begins empty', () => {
  expect(keptDraft(['{"what":"lú', '{"what":"ngô"}'], schema, {})).toEqual({ what: 'ngô' });
  for (const text of [null, '', 'null', '[1]', '"lúa"', '7'])
    expect(keptDraft([text], schema, { what: '' })).toEqual({ what: '' });
});
