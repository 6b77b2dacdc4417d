/** The network as it is out there: between a device and the server everything may happen but forgery. */
import { createHash } from 'node:crypto';
import { Fault } from '#kernel/result.ts';
import { decodeSyncError } from '#protocol/sync-message.ts';
import type { ServerStore } from '#server/store/store.ts';
import type { SyncAnswer } from '#server/sync/handle-sync.ts';
import type { Random } from '../../helpers/random.ts';
import type { Faults } from './faults.ts';

/** A server as it is reached from outside. */
export interface Reached {
  /** Undefined: the process died before its answer left, or there is none. */
  handle(body: Uint8Array): Promise<SyncAnswer | undefined>;
  /** Any other route. Undefined as well. Absent where nobody comes in. */
  ask?<T>(body: (store: ServerStore) => Promise<T>): Promise<T | undefined>;
  dieInNextWrite(): void;
}

export interface Wire {
  readonly random: Random;
  readonly server: Reached;
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
    const pause = (): Promise<void> => this.#pause(faults, turn);
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
    const received = random.chance(faults.corrupt) ? this.#corrupted(body) : body;
    if (faults.impatient > 0 && random.chance(faults.impatient)) {
      void this.#handle(received);
      await pause();
      return this.#lost('given up while the server is at it');
    }
    const answer = await this.#answered(received, body);
    await pause();
    if (answer === undefined) return this.#lost('no answer from a server');
    if (random.chance(faults.loseAnswer)) return this.#lost('answer lost');
    if (answer.status !== 200) {
      const { code } = decodeSyncError(answer.body);
      const isOurFault = faults.corrupt > 0 || faults.serverCrash > 0;
      // Two requests began one log at the same time.
      const isRace = faults.processes > 0 && code === 'sync.busy';
      if (!isRace && (!isOurFault || !EXPECTED.has(code))) this.#wire.complain(code);
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

  /** Any other route than the sync: the same happens on the way. `body`: what the server does about the request. */
  async ask<T>(body: (store: ServerStore) => Promise<T>, turn: () => Promise<void>): Promise<T> {
    const { random, server } = this.#wire;
    const faults = this.#wire.faults();
    const pause = (): Promise<void> => this.#pause(faults, turn);
    await pause();
    if (random.chance(faults.drop)) return this.#lost('request dropped');
    if (server.ask === undefined) throw new Error('a server that lets people in');
    if (random.chance(faults.serverCrash)) server.dieInNextWrite();
    const first = await server.ask(body);
    const answer = random.chance(faults.duplicate) ? await server.ask(body) : first;
    await pause();
    if (answer === undefined) return this.#lost('no answer from a server');
    if (random.chance(faults.loseAnswer)) return this.#lost('answer lost');
    return answer;
  }

  async #pause({ slow }: Faults, turn: () => Promise<void>): Promise<void> {
    for (let left = this.#wire.random.below(3 + Math.floor(slow)); left > 0; left -= 1) await turn();
  }

  /** `received`: what comes of the body; it may come a second time, whole. */
  async #answered(received: Uint8Array, body: Uint8Array): Promise<SyncAnswer | undefined> {
    const { random, mark } = this.#wire;
    const { duplicate, processes } = this.#wire.faults();
    if (processes > 0 && random.chance(duplicate)) {
      mark('request at two servers at once');
      const [, answer] = await Promise.all([this.#handle(received), this.#handle(body)]);
      return answer;
    }
    const answer = await this.#handle(received);
    if (processes > 0 || !random.chance(duplicate)) return answer;
    mark('request duplicated');
    return this.#handle(body);
  }

  async #handle(body: Uint8Array): Promise<SyncAnswer | undefined> {
    const answer = await this.#wire.server.handle(body);
    this.trace.update(body).update(answer?.body ?? '');
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
