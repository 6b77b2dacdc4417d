/** Many seeds, in this process or shared out over several; the outcomes come in the order of the seeds all the same. */
import { fork } from 'node:child_process';
import { on } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import * as z from 'zod/mini';
import { assert, required } from '#kernel/result.ts';
import { simulate, type Breakage, type SimulationOutcome } from './simulation.ts';

export interface SeedRange {
  readonly from: number;
  readonly seeds: number;
  readonly ablate: Breakage | undefined;
}

const WORKER = fileURLToPath(new URL('seeds-worker.ts', import.meta.url));
/** Here what the worker imports by name is found from it. */
const BUNDLES = fileURLToPath(new URL('../../node_modules/.cache/so-mua/', import.meta.url));
/** A run makes much that is gone at once: with more room for the young, less of it is copied about. */
const FLAGS = ['--enable-source-maps', '--min-semi-space-size=64', '--max-semi-space-size=128'];
/** For fewer, starting a process takes longer than running them here. */
const WORTH_A_PROCESS = 100;

const outcomeSchema = z.object({
  seed: z.number(),
  violations: z.array(z.string()),
  marks: z.record(z.string(), z.number()),
  wire: z.string(),
});

export async function* outcomesOf(range: SeedRange, jobs: number): AsyncGenerator<SimulationOutcome> {
  assert(Number.isSafeInteger(jobs) && jobs > 0, 'there is a process or more');
  if (jobs === 1 && range.seeds < WORTH_A_PROCESS) {
    for (let seed = range.from; seed < range.from + range.seeds; seed += 1)
      yield await simulate({ seed, ablate: range.ablate });
    return;
  }
  const bundle = await bundleWorker();
  const workers = Array.from({ length: jobs }, (_, index) => startWorker(bundle, range, { index, jobs }));
  try {
    for (let index = 0; index < range.seeds; index += 1) {
      const { messages } = required(workers[index % jobs], 'every seed has its process');
      const next = await messages.next();
      if (next.done === true) throw new Error(`the process of seed ${range.from + index} ended before it`);
      const [message]: readonly unknown[] = next.value;
      yield outcomeSchema.parse(message);
    }
  } finally {
    for (const { process } of workers) process.kill();
    rmSync(bundle, { force: true });
  }
}

/** In one file, without the names that a loader gives to every function anew: a seed takes a sixth less of the time. */
async function bundleWorker(): Promise<string> {
  mkdirSync(BUNDLES, { recursive: true });
  const outfile = `${BUNDLES}seeds-worker-${process.pid}.mjs`;
  await build({
    entryPoints: [WORKER],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: 'inline',
  });
  return outfile;
}

/** Each process takes every `jobs`-th seed of the range, from its own first one on. */
function startWorker(
  bundle: string,
  { from, seeds, ablate }: SeedRange,
  share: { readonly index: number; readonly jobs: number },
) {
  const process = fork(bundle, [], { execArgv: FLAGS });
  process.send({ from: from + share.index, until: from + seeds, step: share.jobs, ablate });
  return { process, messages: on(process, 'message', { close: ['disconnect'] }) };
}
