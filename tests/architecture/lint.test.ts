import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';

const ruleSet = z.record(z.string(), z.unknown());
const configuration = z.object({ rules: ruleSet, overrides: z.array(z.object({ rules: ruleSet })) });
const report = z.object({ diagnostics: z.array(z.object({ code: z.string() })) });
const styleReport = z.array(z.object({ warnings: z.array(z.object({ rule: z.string() })) }));

/** Lints the planted tree as if it were the project: in a folder of its own, since the project leaves it out. */
function lintPlanted(): ReadonlySet<string> {
  const folder = mkdtempSync(join(tmpdir(), 'so-mua-lint-'));
  try {
    for (const file of ['.oxlintrc.json', '.browserslistrc', 'tsconfig.json', 'src/tsconfig.json'])
      cpSync(file, join(folder, file));
    cpSync('tests/architecture/planted/src/kernel', join(folder, 'src/kernel'), { recursive: true });
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
    const outcome = spawnSync(resolve('node_modules/.bin/oxlint'), ['--format', 'json', 'src'], {
      cwd: folder,
      encoding: 'utf8',
    });
    return new Set(
      report.parse(JSON.parse(outcome.stdout)).diagnostics.map((diagnostic) => ruleNameOf(diagnostic.code)),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `eslint(no-empty)` and `typescript/no-explicit-any` are both named by their last word. */
function ruleNameOf(code: string): string {
  return code.replace(/\)$/, '').split(/[/(]/).at(-1) ?? code;
}

test('every lint rule that the project names catches its planted violation', () => {
  const { rules, overrides } = configuration.parse(JSON.parse(readFileSync('.oxlintrc.json', 'utf8')));
  const named = [rules, ...overrides.map((override) => override.rules)]
    .flatMap((set) => Object.entries(set))
    .filter(([, level]) => level !== 'off')
    .map(([name]) => ruleNameOf(name));
  const fired = lintPlanted();
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((name) => !fired.has(name))).toEqual([]);
}, 60_000);

test('every style rule that the project names catches its planted violation', () => {
  const { rules } = z.object({ rules: ruleSet }).parse(JSON.parse(readFileSync('.stylelintrc.json', 'utf8')));
  const planted = 'tests/architecture/planted/src/ui-kit/card.css';
  const outcome = spawnSync('node_modules/.bin/stylelint', ['--formatter', 'json', planted], { encoding: 'utf8' });
  // stylelint writes its report to the error output when it has something to report.
  const [file] = styleReport.parse(JSON.parse(outcome.stdout || outcome.stderr));
  const fired = new Set(file?.warnings.map((warning) => warning.rule));
  expect(Object.keys(rules).filter((name) => !fired.has(name))).toEqual([]);
}, 60_000);
