import { chromium } from '@playwright/test';
import { pageFunctions } from 'lighthouse/core/lib/page-functions.js';
import { installedBrowsers } from '../journeys/browsers.ts';

/**
 * How fast the browser runs JavaScript on this machine, not slowed down: the BenchmarkIndex of Lighthouse, no unit, higher
 * is faster. Half of it: the machine is twice as slow, and so is the phone that is six times slower than it.
 */
export async function machineIndex(): Promise<number> {
  const browser = await chromium.launch({ executablePath: installedBrowsers().chromium });
  try {
    const page = await browser.newPage();
    return await page.evaluate(pageFunctions.computeBenchmarkIndex);
  } finally {
    await browser.close();
  }
}
