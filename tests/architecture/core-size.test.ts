/**
 * The sync core is what a new engineer has to read before touching it: how a log gets out, what comes back, and what
 * either side does when the other has something else. Who may do what (`judge.ts`, the modules' permissions) and when to
 * sync (`schedule.ts`) are read apart from it. It must stay short enough for an hour (decision 0015). Comments,
 * imports and empty lines are not counted.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const MOST_LINES = 2_600;

const CORE = [
  'src/sync/exchange.ts',
  'src/sync/throughput.ts',
  ...[
    'outbox',
    'apply-remote',
    'apply-rows',
    'settle',
    'settle-logs',
    'cursor',
    'fork',
    'reissue',
    'rewind',
    'refetch',
    'drop-unknown',
    'witness',
    'own-work',
    'leave',
    'prune',
    'scrub',
    'scrub-rows',
    'remote-answer',
    'rare',
  ].map((name) => `src/local-db/${name}.ts`),
  ...['handle-sync', 'receive', 'fold', 'release', 'answer', 'rebuild', 'verify-seal'].map(
    (name) => `sync-server/sync/${name}.ts`,
  ),
];

test('the sync core is short enough to be read in an hour', () => {
  const sizes = CORE.map((file) => linesOf(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')));
  expect(sizes.every((size) => size > 0)).toBe(true);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(MOST_LINES);
});

function linesOf(text: string): number {
  const code = text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^import[\s\S]*?;\n/gm, '')
    .replace(/^\s*\/\/.*\n/gm, '');
  return code.split('\n').filter((line) => line.trim() !== '').length;
}
