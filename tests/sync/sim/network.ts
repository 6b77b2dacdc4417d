/** The network as it is out there: between a device and the server everything may happen but forgery. */
import { createHash } from 'node:crypto';
import { Fault } from '#kernel/result.ts';
import { decodeSyncError } from '#protocol/sync-message.ts';
import type { SyncAnswer } from '#server/sync/handle-sync.ts';
import type { Random } from '../../helpers/random.ts';
import type { Faults } from './faults.ts';
import type { ServerNode } from './server-node.ts';

export interface Wire {
  readonly random: Random;
  readonly server: Pick<ServerNode, 'handle' | 'dieInNextWrite'>;
  readonly faults: () => Faults;
  readonly mark: (name: string) => void;
  /** An answer of the server that no device should ever get. */
  readonly complain: (code: string) => void;
}

/** What a broken connection may make of an error: the device sees it and tries again. */
const EXPECTED = new Set(['sync.internal', 'sync.busy', 'sync.malformed', 'sync.tooLarge']);

export class Network {
  /** Over everything that the server was sent and said. */
  readonly trace = createHash('sha256');
  readonly #wire: Wire;
  readonly #requests: Uint8Array[] = [];
  readonly #answers: Uint8Array[] = [];

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  /** `turn` lets others run in between. Faults as a transport's. */
  async send(body: Uint8Array, turn: () => Promise<void>): Promise<Uint8Array> {
    const { random, server, mark } = this.#wire;
    const faults = this.#wire.faults();
    const pause = async (): Promise<void> => {
      for (let left = random.below(3 + Math.floor(faults.slow)); left > 0; left -= 1) await turn();
    };
    await pause();
    if (random.chance(faults.drop)) return this.#lost('request dropped');
    if (random.chance(faults.portal)) {
      mark('captive portal');
      return new TextEncoder().encode('<!doctype html><title>Wi-Fi</title>');
    }
    if (random.chance(faults.busy)) {
      mark('server busy');
      throw new Fault('sync.busy');
    }
    this.#requests.push(body);
    if (random.chance(faults.replayRequest)) {
      mark('request replayed');
      await this.#handle(random.pick(this.#requests));
    }
    if (random.chance(faults.serverCrash)) {
      mark('server crash before commit');
      server.dieInNextWrite();
    }
    let answer = await this.#handle(random.chance(faults.corrupt) ? this.#corrupted(body) : body);
    if (random.chance(faults.duplicate)) {
      mark('request duplicated');
      answer = await this.#handle(body);
    }
    await pause();
    if (random.chance(faults.loseAnswer)) return this.#lost('answer lost');
    if (answer.status !== 200) {
      const { code } = decodeSyncError(answer.body);
      const isOurFault = faults.corrupt > 0 || faults.serverCrash > 0;
      if (!isOurFault || !EXPECTED.has(code)) this.#wire.complain(code);
      throw new Fault(code);
    }
    this.#answers.push(answer.body);
    if (random.chance(faults.replayAnswer)) {
      mark('answer replayed');
      return random.pick(this.#answers);
    }
    if (random.chance(faults.truncate)) {
      mark('answer truncated');
      return answer.body.slice(0, random.below(answer.body.length));
    }
    return answer.body;
  }

  async #handle(body: Uint8Array): Promise<SyncAnswer> {
    const answer = await this.#wire.server.handle(body);
    this.trace.update(body).update(answer.body);
    return answer;
  }

  #corrupted(body: Uint8Array): Uint8Array {
    const { random, mark } = this.#wire;
    mark('byte corrupted');
    const copy = body.slice();
    const at = random.below(copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
    return copy;
  }

  #lost(name: string): never {
    this.#wire.mark(name);
    throw new Fault('sync.offline');
  }
}
