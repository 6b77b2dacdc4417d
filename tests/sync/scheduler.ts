/** Decides, by the seed alone, who runs next. Every await of the simulated parts waits for its turn here. */
import type { Random } from '../helpers/random.ts';

/** The process that was running has ended: what it had not made durable is gone. */
export class ProcessKilled extends Error {
  constructor() {
    super('process killed');
    this.name = 'ProcessKilled';
  }
}

interface Waiting {
  readonly process: number;
  readonly resume: () => void;
  readonly kill: (error: ProcessKilled) => void;
}

export class Scheduler {
  readonly #random: Random;
  #waiting: Waiting[] = [];
  readonly #dead = new Set<number>();
  #nextProcess = 1;
  #kills = 0;
  #isAlone = false;
  /** Something outside of what is simulated, for which the whole world waits. */
  #held: Promise<unknown> | undefined;
  /** Things outside of what is simulated that take their own time, while the world goes on. */
  readonly #outside = new Set<Promise<unknown>>();
  steps = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  startProcess(): number {
    this.#nextProcess += 1;
    return this.#nextProcess;
  }

  turn(process: number): Promise<void> {
    if (this.#isAlone && !this.#dead.has(process)) {
      // Chosen among one, as it would be below.
      this.#random.below(1);
      this.steps += 1;
      return AT_ONCE;
    }
    return new Promise<void>((resume, kill) => {
      if (this.#dead.has(process)) kill(new ProcessKilled());
      else this.#waiting.push({ process, resume, kill });
    });
  }

  kill(process: number): void {
    this.#kills += 1;
    this.#dead.add(process);
    const gone = this.#waiting.filter((waiting) => waiting.process === process);
    this.#waiting = this.#waiting.filter((waiting) => waiting.process !== process);
    for (const waiting of gone) waiting.kill(new ProcessKilled());
  }

  /** Nobody moves until it has ended. */
  async hold<T>(work: Promise<T>): Promise<T> {
    this.#held = work.catch(() => undefined);
    try {
      return await work;
    } finally {
      this.#held = undefined;
    }
  }

  /** The others go on meanwhile, so that several such things are under way at once. A run with one is not made again alike. */
  async outside<T>(work: Promise<T>): Promise<T> {
    const ended = work.catch(() => undefined);
    this.#outside.add(ended);
    try {
      return await work;
    } finally {
      this.#outside.delete(ended);
    }
  }

  /** Runs one task that nobody disturbs: whoever waits for his turn has it. */
  async runAlone<T>(body: () => Promise<T>): Promise<T> {
    this.#isAlone = true;
    try {
      return await body();
    } finally {
      this.#isAlone = false;
    }
  }

  /** Runs until everything that was started has ended. `each` is called between any two steps, and may kill. */
  async run(tasks: readonly Promise<unknown>[], each: () => void = () => undefined): Promise<void> {
    let open = tasks.length;
    for (const task of tasks) {
      task.then(
        () => {
          open -= 1;
        },
        () => {
          open -= 1;
        },
      );
    }
    await roundOfEventLoop();
    await new Promise<void>((resolve, reject) => {
      const next = (): void => {
        const [chosen] = this.#waiting.splice(this.#random.below(this.#waiting.length), 1);
        if (chosen === undefined) {
          if (open === 0) return resolve();
          if (this.#outside.size > 0) {
            void Promise.race(this.#outside).then(() => settled(look));
            return;
          }
          return reject(new Error('everybody waits for something that nobody will do'));
        }
        this.steps += 1;
        chosen.resume();
        // What is outside is heard of in the rounds of the event loop.
        if (this.#outside.size > 0) setImmediate(look);
        else settled(look);
      };
      const look = (): void => {
        if (this.#held !== undefined) {
          void this.#held.then(() => settled(look));
          return;
        }
        if (open === 0) return resolve();
        const kills = this.#kills;
        try {
          each();
        } catch (cause) {
          return reject(cause);
        }
        if (kills === this.#kills) next();
        else settled(next);
      };
      settled(look);
    });
  }
}

/** Once a run, so that timers and signals of the process that simulates are not starved by many runs. */
async function roundOfEventLoop(): Promise<void> {
  await new Promise<void>((resolve) => {
    setImmediate(resolve);
  });
}

/**
 * Calls back when all promise callbacks that are due have run: a tick that is asked for by one of them comes when none is
 * left, without the whole round of the event loop that `setImmediate` costs. Nothing that is simulated waits for anything
 * but promises.
 */
function settled(then: () => void): void {
  void SETTLING.then(() => process.nextTick(then));
}

const SETTLING = Promise.resolve();
const AT_ONCE = Promise.resolve();
