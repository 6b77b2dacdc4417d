/** What a journey plays on: a browser, and a real server on a data folder of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import { installedBrowsers } from './browsers.ts';
import { startServer, type RunningServer } from './start-server.ts';

export class Stage {
  readonly browser: Browser;
  readonly #dataDir: string;
  #server: RunningServer;

  private constructor(parts: { readonly browser: Browser; readonly dataDir: string; readonly server: RunningServer }) {
    this.browser = parts.browser;
    this.#dataDir = parts.dataDir;
    this.#server = parts.server;
  }

  /** `appDir` serves another build of the app than the newest. */
  static async open(options: { readonly executablePath?: string; readonly appDir?: string } = {}): Promise<Stage> {
    const { executablePath = installedBrowsers().chromium, appDir } = options;
    const dataDir = mkdtempSync(join(tmpdir(), 'so-mua-'));
    const browser = await chromium.launch({ executablePath });
    const server = await startServer({ dataDir, ...(appDir === undefined ? {} : { appDir }) });
    return new Stage({ browser, dataDir, server });
  }

  /** Where the server is, or was before it was killed. */
  get base(): string {
    return `http://localhost:${this.#server.port}`;
  }

  /** The set-up link that an empty server printed. */
  get setupLink(): string {
    return `${this.base}/thiet-lap#${this.#server.setupToken ?? ''}`;
  }

  async killServer(): Promise<void> {
    await this.#server.kill();
  }

  /** On the same files and the same port. */
  async startServerAgain(): Promise<void> {
    this.#server = await startServer({ dataDir: this.#dataDir, port: this.#server.port });
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.#server.kill();
    rmSync(this.#dataDir, { recursive: true, force: true });
  }
}
