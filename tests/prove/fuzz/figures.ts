/** What one message may cost: time of the processor and memory, as figures and as bounds. */
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What an ordinary message may take, however broken it is; the large ones have bounds of their own. */
const LONGEST_MS = 250;
const MOST_GROWTH = 64 * 1024 * 1024;

export class Figures {
  longestMs = 0;
  longestAt = '';
  mostGrowth = 0;
  mostGrowthAt = '';
  readonly outcomes = new Map<string, number>();
  readonly failures: string[] = [];
  readonly #collect: () => void;
  readonly #heapAtStart: number;

  constructor() {
    setFlagsFromString('--expose-gc');
    const collect: unknown = runInNewContext('gc');
    this.#collect = () => {
      if (typeof collect === 'function') collect();
    };
    this.#heapAtStart = this.heapNow();
  }

  /** In use after everything that is gone was collected, bytes. */
  heapNow(): number {
    // What hung on what is gone goes with the second.
    this.#collect();
    this.#collect();
    return memoryInUse();
  }

  get heapGrowth(): number {
    return this.heapNow() - this.#heapAtStart;
  }

  count(outcome: string): void {
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
  }

  fail(text: string): void {
    if (this.failures.length < 100) this.failures.push(text);
  }

  /** Runs the body and holds its cost against the bounds. A body that throws is a failure of what it tried. */
  measure<T>(name: string, body: () => T, bounds = BOUNDS): T {
    const end = this.#begin(name, bounds);
    try {
      return body();
    } finally {
      end();
    }
  }

  async measureLater<T>(name: string, body: () => Promise<T>, bounds = BOUNDS): Promise<T> {
    const end = this.#begin(name, bounds);
    try {
      return await body();
    } finally {
      end();
    }
  }

  #begin(name: string, bounds: typeof BOUNDS): () => void {
    const before = memoryInUse();
    const startedAt = process.cpuUsage();
    return () => {
      const { user, system } = process.cpuUsage(startedAt);
      const ms = (user + system) / 1_000;
      const growth = memoryInUse() - before;
      if (ms > this.longestMs) [this.longestMs, this.longestAt] = [ms, name];
      if (growth > this.mostGrowth) [this.mostGrowth, this.mostGrowthAt] = [growth, name];
      if (ms > bounds.ms) this.fail(`${name} took ${Math.round(ms)} ms of the processor, ${bounds.ms} are allowed`);
      if (growth > bounds.growth)
        this.fail(`${name} took ${megabytes(growth)}, ${megabytes(bounds.growth)} are allowed`);
    };
  }
}

const BOUNDS = { ms: LONGEST_MS, growth: MOST_GROWTH };

/** Many times as fast as `process.memoryUsage`, which asks the system too. */
function memoryInUse(): number {
  const { used_heap_size: heap, external_memory: external } = getHeapStatistics();
  return heap + external;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MB`;
}
