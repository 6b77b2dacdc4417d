/** When a journey fails, what each of its pages showed is kept as a picture beside the others, and what went wrong in it is told. */
import { afterEach } from 'vitest';
import { PICTURES } from './browsers.ts';
import { openPages } from './people.ts';

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  const name = task.name.replace(/[^\p{L}\d]+/gu, '-').slice(0, 40);
  for (const [index, [page, notes]] of [...openPages()].entries()) {
    const path = `${PICTURES}/failed-${name}-${index}.png`;
    await page.screenshot({ path }).catch(() => undefined);
    console.log(`${page.url()} when "${task.name}" failed, ${path}:\n${notes.map((note) => `  ${note}\n`).join('')}`);
  }
});
