import type { Page } from '@playwright/test';
import axe, { type AxeResults, type RunOptions } from 'axe-core';

interface Runner {
  run(context: Document, options: RunOptions): Promise<AxeResults>;
}

/**
 * Everything that axe finds wrong with a page, by some rules or all: each as the rule and the first element that
 * breaks it. The app has no frames, so axe runs in the page itself, and is put there once per load.
 */
export async function axeViolations(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(async (only) => {
    const runner = (window as unknown as { readonly axe: Runner }).axe;
    const { violations } = await runner.run(document, {
      resultTypes: ['violations'],
      ...(only === undefined ? {} : { runOnly: [...only] }),
    });
    return violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html.slice(0, 160)}`);
  }, rules);
}
