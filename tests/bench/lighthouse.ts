/**
 * The first screen as Lighthouse sees it: the built app from the real server, nothing kept by the browser, its mobile
 * profile with a simulated slow phone and link. Run as a program of its own, as its page says, and the median of three.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { required } from '#kernel/result.ts';
import { installedBrowsers } from '../journeys/browsers.ts';
import { startServer } from '../journeys/start-server.ts';
import type { Budget } from './budget.ts';

const RUNS = 3;
const CLI = 'node_modules/lighthouse/cli/index.js';

const CATEGORIES = ['performance', 'accessibility', 'best-practices'] as const;

const scored = z.object({ score: z.nullable(z.number()) });
const auditSchema = z.object({
  title: z.string(),
  score: z.nullable(z.number()),
  scoreDisplayMode: z.string(),
  numericValue: z.optional(z.number()),
  displayValue: z.optional(z.string()),
});
const reportSchema = z.object({
  runtimeError: z.optional(z.object({ code: z.string() })),
  categories: z.object({
    performance: scored,
    accessibility: scored,
    'best-practices': scored,
  }),
  audits: z.record(z.string(), auditSchema),
  environment: z.object({ benchmarkIndex: z.number() }),
});
type Report = z.infer<typeof reportSchema>;

export interface LighthouseResults {
  /** Of 100. */
  readonly performance: number;
  readonly accessibility: number;
  readonly bestPractices: number;
  readonly lcpMs: number;
  readonly tbtMs: number;
  /** Without a unit. */
  readonly cls: number;
  /** In none of the runs as good as it can be. */
  readonly failed: readonly string[];
  /** Performance of each run, of 100, worst first. */
  readonly runs: readonly number[];
  /** How fast the machine was in each run, as Lighthouse measures it; no unit. */
  readonly machineIndexes: readonly number[];
}

export async function lighthouseSuite(): Promise<LighthouseResults> {
  const folder = mkdtempSync(join(tmpdir(), 'so-mua-lighthouse-'));
  const server = await startServer({ dataDir: join(folder, 'server') });
  try {
    const reports: Report[] = [];
    for (let run = 0; run < RUNS; run += 1)
      reports.push(await reportOn(`http://localhost:${server.port}/`, join(folder, `${run}.json`)));
    reports.sort((left, right) => scoreOf(left, 'performance') - scoreOf(right, 'performance'));
    const middle = required(reports[Math.floor(RUNS / 2)], 'there were runs');
    return {
      performance: scoreOf(middle, 'performance'),
      accessibility: scoreOf(middle, 'accessibility'),
      bestPractices: scoreOf(middle, 'best-practices'),
      lcpMs: figureOf(middle, 'largest-contentful-paint'),
      tbtMs: figureOf(middle, 'total-blocking-time'),
      cls: figureOf(middle, 'cumulative-layout-shift'),
      failed: failedIn(reports),
      runs: reports.map((report) => scoreOf(report, 'performance')),
      machineIndexes: reports.map(({ environment }) => environment.benchmarkIndex),
    };
  } finally {
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function reportOn(address: string, file: string): Promise<Report> {
  const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];
  const only = `--only-categories=${CATEGORIES.join(',')}`;
  const output = ['--output=json', `--output-path=${file}`, `--chrome-flags=${flags.join(' ')}`];
  const child = spawn(process.execPath, [CLI, address, only, ...output, '--quiet', '--no-enable-error-reporting'], {
    env: { ...process.env, CHROME_PATH: installedBrowsers().chromium },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`lighthouse ended with ${String(code)}`);
  const report = reportSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  if (report.runtimeError !== undefined) throw new Error(`lighthouse saw no page: ${report.runtimeError.code}`);
  return report;
}

function scoreOf({ categories }: Report, category: (typeof CATEGORIES)[number]): number {
  return Math.round((categories[category].score ?? Number.NaN) * 100);
}

function figureOf({ audits }: Report, audit: string): number {
  return Math.round((audits[audit]?.numericValue ?? Number.NaN) * 1_000) / 1_000;
}

/** Audits that are yes or no and said no, and figures below nine tenths, in every run: what failed once is noise. */
function failedIn(reports: readonly Report[]): readonly string[] {
  const failures = reports.map(({ audits }) =>
    Object.entries(audits).filter(
      ([, { score, scoreDisplayMode }]) =>
        ['binary', 'numeric', 'metricSavings'].includes(scoreDisplayMode) && (score ?? 1) < 0.9,
    ),
  );
  const [first = [], ...others] = failures;
  return first
    .filter(([id]) => others.every((each) => each.some(([other]) => other === id)))
    .map(([id, { title, displayValue }]) => [id, title, displayValue ?? ''].filter((part) => part !== '').join(' · '));
}

/** The issue asks for 90, 100 and 95. */
export function lighthouseBudgets(found: LighthouseResults): readonly Budget[] {
  return [
    { what: 'performance, of 100', found: found.performance, atLeast: 90 },
    { what: 'accessibility, of 100', found: found.accessibility, atLeast: 100 },
    { what: 'best practices, of 100', found: found.bestPractices, atLeast: 95 },
  ];
}

export function lighthouseLines({
  lcpMs,
  tbtMs,
  cls,
  failed,
  runs,
  machineIndexes,
}: LighthouseResults): readonly string[] {
  const figures = `LCP ${Math.round(lcpMs)} ms · TBT ${Math.round(tbtMs)} ms · CLS ${cls} · performance of each run ${runs.join(', ')}`;
  const machine = `this machine's BenchmarkIndex in each run: ${machineIndexes.map(Math.round).join(', ')}`;
  return [figures, machine, ...failed.map((audit) => `failed: ${audit}`)];
}
