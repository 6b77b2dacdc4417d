import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** Everything that axe finds wrong with a page. */
export async function axeViolations(page: Page) {
  // The builder's types come from a Playwright of its own.
  return (await new AxeBuilder({ page: page as never }).analyze()).violations;
}
