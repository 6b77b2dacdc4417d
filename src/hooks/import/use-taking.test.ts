import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { ok, refuse, type Result } from '#kernel/result.ts';
import { useTaking } from './use-taking.ts';

interface Added {
  readonly batch: string;
  readonly rows: readonly string[];
}

/** One preview as the screen has it, and what it saved. */
function preview(answer: (added: readonly Added[]) => Result<number> = () => ok(1)) {
  const added: Added[] = [];
  const seen: ReturnType<typeof useTaking<string>>[] = [];
  const add = async (input: Added): Promise<Result<number>> => {
    added.push(input);
    await Promise.resolve();
    return answer(added);
  };
  const Preview = () => {
    seen.push(
      useTaking<string>({ file: 'thanh-vien.xlsx', chunk: 2, add, undo: async () => ok({ gone: 1, kept: 0 }) }),
    );
    return null;
  };
  renderToStaticMarkup(createElement(Preview));
  const [taking] = seen;
  if (taking === undefined) throw new Error('not rendered');
  return { added, taking };
}

test('a second press imports nothing, neither while the first runs nor after it', async () => {
  const { added, taking } = preview();
  await Promise.all([taking.save(['Hín', 'Páo', 'Mỷ']), taking.save(['Hín', 'Páo', 'Mỷ'])]);
  await taking.save(['Hín', 'Páo', 'Mỷ']);
  expect(added.map(({ rows }) => rows)).toEqual([['Hín', 'Páo'], ['Mỷ']]);
  expect(new Set(added.map(({ batch }) => batch)).size).toBe(1);
});

test('a refused import, and one that failed, is tried again at once', async () => {
  const refused = preview((added) => (added.length === 1 ? refuse('storage.full') : ok(1)));
  await refused.taking.save(['Hín']);
  await refused.taking.save(['Hín']);
  expect(refused.added).toHaveLength(2);
  const failed = preview(() => {
    throw new Error('gone');
  });
  await expect(failed.taking.save(['Hín'])).rejects.toThrow('gone');
  await expect(failed.taking.save(['Hín'])).rejects.toThrow('gone');
  expect(failed.added).toHaveLength(2);
});
