/** What a journey plays on: a browser, and a real server on a data folder of its own. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
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

  /** Copies the server's files aside, as an operator does, with the server stopped. */
  async copyFilesAside(): Promise<void> {
    await this.killServer();
    rmSync(this.#asideDir, { recursive: true, force: true });
    cpSync(this.#dataDir, this.#asideDir, { recursive: true });
    await this.startServerAgain();
  }

  /** Puts the files back that were copied aside: the server knows nothing of what came since. */
  async putFilesBack(): Promise<void> {
    await this.killServer();
    rmSync(this.#dataDir, { recursive: true });
    cpSync(this.#asideDir, this.#dataDir, { recursive: true });
    await this.startServerAgain();
  }

  get #asideDir(): string {
    return `${this.#dataDir}-aside`;
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.#server.kill();
    for (const dir of [this.#dataDir, this.#asideDir]) rmSync(dir, { recursive: true, force: true });
  }
}
