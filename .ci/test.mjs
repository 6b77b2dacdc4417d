// What `npm test` runs: every suite, cheapest first, each with its time and counts, all of them even when one fails.
// Before the last line stands what failed, once more; last line: `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { endOf, failedTests } from './what-failed.mjs';

const root = new URL('..', import.meta.url).pathname;
const reportFile = join(root, 'node_modules', '.cache', 'so-mua', 'vitest.json');
const bin = (name) => join(root, 'node_modules', '.bin', name);

const suites = [
  { name: 'format', command: [bin('biome'), 'format', 'src', 'sync-server', 'tests'] },
  { name: 'lint', command: [bin('oxlint'), '--deny-warnings', 'src', 'sync-server', 'tests'] },
  { name: 'lint styles', command: [bin('stylelint'), 'src/**/*.css'] },
  { name: 'walls', command: [bin('depcruise'), '--config', '.dependency-cruiser.cjs', 'src', 'sync-server'] },
  ...['src/tsconfig.shared.json', 'src/tsconfig.json', 'src/service-worker/tsconfig.json', 'sync-server/tsconfig.json', 'tests/tsconfig.json'].map((project) => ({
    name: `types ${project}`,
    command: [process.execPath, 'node_modules/typescript7/bin/tsc', '-p', project],
  })),
  { name: 'unit', command: [bin('vitest'), 'run', '--reporter=default', '--reporter=json', `--outputFile=${reportFile}`], counts: countVitest },
  { name: 'simulation', command: [bin('tsx'), 'tests/sync/simulate.ts', '--seeds', '2000', '--from', '1', '--jobs', '2'], counts: countSeeds },
  { name: 'build', command: [process.execPath, '.ci/build.mjs'] },
  { name: 'size', command: [bin('tsx'), 'tests/bench/bench.ts', 'start'] },
  ...['kills', 'postgres', 'load', 'fuzz', 'attack', 'sheets', 'hands'].map((name) => ({
    name: `prove ${name}`,
    command: [bin('tsx'), 'tests/prove/prove.ts', name, '--dose', 'small'],
    counts: countProofs,
  })),
  { name: 'prove browsers', command: [bin('tsx'), 'tests/prove/prove.ts', 'browsers', '--dose', 'small'], counts: countProofs },
  {
    name: 'journeys',
    command: [bin('vitest'), 'run', '--config', 'tests/journeys/vitest.config.ts', '--reporter=default', '--reporter=json', `--outputFile=${reportFile}`],
    counts: countVitest,
  },
];

let passed = 0;
let failed = 0;
const whatFailed = [];
const only = process.argv.slice(2);
for (const suite of suites) {
  if (only.length > 0 && !only.some((name) => suite.name.startsWith(name))) continue;
  const startedAt = Date.now();
  console.log(`\n── ${suite.name}`);
  rmSync(reportFile, { force: true });
  const [command, ...args] = suite.command;
  const outcome = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8', maxBuffer: 1 << 28 });
  process.stdout.write(outcome.stdout ?? '');
  const isGood = outcome.status === 0;
  const counts = suite.counts?.(outcome.stdout ?? '') ?? { passed: isGood ? 1 : 0, failed: isGood ? 0 : 1 };
  // A suite that stopped without a failing test of its own has still failed, and one that ran nothing has too.
  if (!isGood && counts.failed === 0) counts.failed = 1;
  if (isGood && counts.passed === 0) counts.failed += 1;
  passed += counts.passed;
  failed += counts.failed;
  if (counts.failed > 0) whatFailed.push(suite.name, ...namesOf(suite, outcome.stdout ?? '').map((line) => `  ${line}`));
  console.log(`${suite.name}: ${counts.passed} passed, ${counts.failed} failed, ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
}
if (only.length === 0 || passed + failed > 0) console.log('');
for (const line of whatFailed) console.log(line);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

function namesOf(suite, output) {
  const isTests = suite.counts === countVitest && existsSync(reportFile);
  const names = isTests ? failedTests(JSON.parse(readFileSync(reportFile, 'utf8'))) : [];
  return names.length > 0 ? names : endOf(output);
}

function countVitest() {
  if (!existsSync(reportFile)) return { passed: 0, failed: 1 };
  const report = JSON.parse(readFileSync(reportFile, 'utf8'));
  const broken = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
  return { passed: report.numPassedTests, failed: report.numFailedTests + report.numPendingTests + broken };
}

function countProofs(output) {
  const match = /(\d+) checked, (\d+) failed\s*$/.exec(output);
  if (match === null) return { passed: 0, failed: 1 };
  return { passed: Number(match[1]) - Number(match[2]), failed: Number(match[2]) };
}

function countSeeds(output) {
  const match = /(\d+) seeds, (\d+) failed\s*$/.exec(output);
  if (match === null) return { passed: 0, failed: 1 };
  return { passed: Number(match[1]) - Number(match[2]), failed: Number(match[2]) };
}
