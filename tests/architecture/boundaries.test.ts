import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';

const report = z.object({
  summary: z.object({
    violations: z.array(z.object({ rule: z.object({ name: z.string() }), from: z.string() })),
    totalCruised: z.number(),
  }),
});
const configuration = z.object({ forbidden: z.array(z.object({ name: z.string() })) });

function cruise(...folders: readonly string[]) {
  const outcome = spawnSync(
    'node_modules/.bin/depcruise',
    ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders],
    {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    },
  );
  return report.parse(JSON.parse(outcome.stdout)).summary;
}

test('the project keeps every wall, and its files were really read', () => {
  const summary = cruise('src', 'sync-server');
  expect(summary.violations).toEqual([]);
  expect(summary.totalCruised).toBeGreaterThan(60);
}, 60_000);

test('every wall falls on a planted violation', () => {
  const rules = configuration
    .parse(createRequire(import.meta.url)('../../.dependency-cruiser.cjs'))
    .forbidden.map((rule) => rule.name);
  const fired = new Set(cruise('tests/architecture/planted').violations.map((violation) => violation.rule.name));
  expect(rules.filter((name) => !fired.has(name))).toEqual([]);
}, 60_000);
