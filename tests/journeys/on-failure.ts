/** When a journey fails, what each of its pages showed is kept as a picture beside the others. */
import { afterEach } from 'vitest';
import { PICTURES } from './browsers.ts';
import { openPages } from './people.ts';

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  const name = task.name.replace(/[^\p{L}\d]+/gu, '-').slice(0, 40);
  for (const [index, page] of openPages().entries()) {
    const path = `${PICTURES}/failed-${name}-${index}.png`;
    await page.screenshot({ path }).catch(() => undefined);
  }
});
