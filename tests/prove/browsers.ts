/**
 * The journeys in other browsers than the newest Chromium: all of them in Chromium 109, the newest that Windows 7 can have,
 * and the main ones in Debian's Firefox ESR, whose protocol knows neither touch nor the catching of single answers.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { Proof } from './prove.ts';

const MAIN_IN_FIREFOX = ['new-user', 'helping', 'first-steps', 'findings'];

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

interface Walk {
  readonly browser: 'chromium109' | 'firefox';
  /** As vitest takes them: parts of file names, then options. */
  readonly args: readonly string[];
}

/** `dose` 1: the first hour in Firefox, as `npm test` does it; more: everything. */
export async function browsers(dose: number): Promise<Proof> {
  const walks: readonly Walk[] =
    dose === 1
      ? [{ browser: 'firefox', args: ['new-user', '-t', 'with a thumb on a phone'] }]
      : [
          { browser: 'chromium109', args: [] },
          { browser: 'firefox', args: MAIN_IN_FIREFOX },
        ];
  const proofs = walks.map(walked);
  return {
    checked: proofs.reduce((sum, { checked }) => sum + checked, 0),
    failures: proofs.flatMap(({ failures }) => failures),
  };
}

function walked({ browser, args }: Walk): Proof {
  const folder = mkdtempSync(join(tmpdir(), 'so-mua-browsers-'));
  const report = join(folder, 'report.json');
  try {
    const options = ['--reporter=default', '--reporter=json', `--outputFile=${report}`];
    spawnSync('node_modules/.bin/vitest', ['run', '--config', 'tests/journeys/vitest.config.ts', ...args, ...options], {
      stdio: 'inherit',
      env: { ...process.env, JOURNEY_BROWSER: browser },
    });
    if (!existsSync(report)) return { checked: 1, failures: [`${browser}: nothing was walked`] };
    return proofOf(browser, reportSchema.parse(JSON.parse(readFileSync(report, 'utf8'))));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function proofOf(browser: string, { testResults }: z.infer<typeof reportSchema>): Proof {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  // What was left out by its name is no journey of this walk; a file that did not even load has none.
  const run = tests.filter(({ status }) => status === 'passed' || status === 'failed');
  const unloaded = testResults.filter(({ assertionResults }) => assertionResults.length === 0);
  return {
    checked: run.length + unloaded.length,
    failures: [
      ...run.filter(({ status }) => status === 'failed').map(({ fullName }) => `${browser}: ${fullName}`),
      ...unloaded.map(({ name, message }) => `${browser}: ${name}: ${message}`),
    ],
  };
}
