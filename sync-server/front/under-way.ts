/** The requests that have come and are not answered yet. */
import type { FastifyInstance } from 'fastify';

export class UnderWay {
  #count = 0;
  #tell: () => void = () => undefined;

  constructor(http: FastifyInstance) {
    http.addHook('onRequest', async () => {
      this.#count += 1;
    });
    // Also of who has gone before the answer.
    http.addHook('onResponse', async () => {
      this.#count -= 1;
      if (this.#count === 0) this.#tell();
    });
  }

  /** Until every one of them has its answer. */
  async none(): Promise<void> {
    if (this.#count === 0) return;
    await new Promise<void>((resolve) => {
      this.#tell = resolve;
    });
  }
}
