/** The server on its ports: without TLS, and beside it with a certificate of its own where that is wanted. */
import type { Config } from '../config.ts';
import type { SoMuaServer } from '../server.ts';
import { Certificates } from './certificates.ts';
import { listenSecurely, type SecureListener } from './listener.ts';
import { inAddress, SET_UP_PATH, type PlainHttpParts } from './plain-http.ts';

/** Ports of a server that listens; what the set-up page names. */
export class Network implements PlainHttpParts {
  readonly certificates: Certificates;
  readonly #config: Config;
  #plainPort = 0;
  #secure: SecureListener | undefined;

  private constructor(config: Config, certificates: Certificates) {
    this.#config = config;
    this.certificates = certificates;
  }

  /** Undefined where the server is to have no TLS of its own. */
  static async prepare(config: Config): Promise<Network | undefined> {
    if (config.securePort === undefined) return undefined;
    return new Network(config, await Certificates.open({ dataDir: config.dataDir, now: () => new Date() }));
  }

  readonly plainPort = (): number => this.#plainPort;
  readonly securePort = (): number | undefined => this.#secure?.port;

  /** Opens the port with TLS, before the other one is. A port that nobody has asked for may be somebody else's. */
  async listen({ http }: SoMuaServer, onTrouble: (cause: unknown) => void): Promise<void> {
    const { host, securePort } = this.#config;
    if (securePort === undefined) return;
    const { port, isChosen } = securePort;
    try {
      this.#secure = await listenSecurely(http, { certificates: this.certificates, port, host, onTrouble });
    } catch (cause) {
      if (isChosen || !isTaken(cause)) throw cause;
    }
  }

  /** The other port is known when it is open. */
  opened(plainPort: number): void {
    this.#plainPort = plainPort;
  }

  async end(): Promise<void> {
    await this.#secure?.end();
  }

  /** What whoever starts the server reads. */
  get lines(): readonly string[] {
    if (this.#secure === undefined)
      return [`Port ${this.#config.securePort?.port} is somebody else's: no https. Choose another one by HTTPS_PORT.`];
    const { reachable, fingerprint, authorityEndsSoon } = this.certificates;
    const [first = 'localhost'] = reachable;
    const port = this.#plainPort;
    return [
      ...reachable.map((host) => `        https://${inAddress(host)}:${this.#secure?.port}`),
      `Phones are set up once at http://${inAddress(first)}:${port} (to print: http://localhost:${port}${SET_UP_PATH})`,
      `Certificate authority, SHA-256: ${fingerprint}`,
      ...(authorityEndsSoon === undefined
        ? []
        : [`It ends on ${authorityEndsSoon.toISOString().slice(0, 10)}: ${ANEW}`]),
    ];
  }
}

const ANEW = 'the server makes a new one then, and every phone has to be set up once more.';

function isTaken(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
}
