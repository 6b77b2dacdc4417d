/**
 * Saves, queries and pulled pages in a real browser on real IndexedDB, as ratios to the same rows written and read by
 * raw IndexedDB in the same run; saves and queries at 10,000 and 100,000 records.
 */
import { build } from 'esbuild';
import { createServer } from 'node:http';
import { chromium } from '@playwright/test';
import * as z from 'zod/mini';
import { installedBrowsers } from '../../journeys/browsers.ts';
import type { Budget } from '../budget.ts';

const measuredSchema = z.object({
  save: z.number(),
  rawSave: z.number(),
  query: z.number(),
  rawQuery: z.number(),
  totals: z.number(),
});

const appliedSchema = z.object({ applyMs: z.number(), ratio: z.number() });

export async function localSuite(): Promise<Readonly<Record<string, number>>> {
  const bundle = await build({
    entryPoints: ['tests/bench/local/page.ts'],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'chrome109',
    minify: true,
  });
  const script = bundle.outputFiles[0]?.text ?? '';
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script : '<!doctype html><meta charset="utf-8"><script src="/page.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const browser = await chromium.launch({ executablePath: installedBrowsers().chromium });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    await page.goto(`http://localhost:${port}/`);
    const at = async (records: number): Promise<z.infer<typeof measuredSchema>> =>
      measuredSchema.parse(await page.evaluate(`measure(${records})`));
    const small = await at(10_000);
    const large = await at(100_000);
    const page1000 = appliedSchema.parse(await page.evaluate('measureApply()'));
    const ratio = (above: number, below: number): number => Math.round((above / below) * 100) / 100;
    return {
      saveToRaw10000: ratio(small.save, small.rawSave),
      saveToRaw100000: ratio(large.save, large.rawSave),
      queryToRaw10000: ratio(small.query, small.rawQuery),
      queryToRaw100000: ratio(large.query, large.rawQuery),
      // How much more than raw IndexedDB itself it grows: the two are measured in turns, the sizes minutes apart.
      saveGrowthToRaw: ratio(large.save / large.rawSave, small.save / small.rawSave),
      queryGrowthToRaw: ratio(large.query / large.rawQuery, small.query / small.rawQuery),
      saveGrowth: ratio(large.save, small.save),
      queryGrowth: ratio(large.query, small.query),
      totalsGrowth: ratio(large.totals, small.totals),
      saveMs10000: ratio(small.save, 1),
      saveMs100000: ratio(large.save, 1),
      queryMs100000: ratio(large.query, 1),
      applyToRaw1000: ratio(page1000.ratio, 1),
      applyMs1000: ratio(page1000.applyMs, 1),
    };
  } finally {
    await browser.close();
    server.close();
  }
}

const AT_MOST: Readonly<Record<string, number>> = {
  saveToRaw10000: 3,
  saveToRaw100000: 3,
  applyToRaw1000: 3,
  saveGrowthToRaw: 1.3,
  queryGrowthToRaw: 1.3,
};

/** Issues 2 and 3. Growth in milliseconds is printed and not held: it is fractions of one, and the machine's own. */
export function localBudgets(found: Readonly<Record<string, number>>): readonly Budget[] {
  return Object.entries(AT_MOST).map(([what, atMost]) => ({ what, found: found[what] ?? Number.NaN, atMost }));
}
