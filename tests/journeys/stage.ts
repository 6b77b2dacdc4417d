/** What a journey plays on: a browser, and a real server on a data folder of its own. */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import Database from 'better-sqlite3';
import { launchBrowser } from './browsers.ts';
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

  /** `appDir` serves another build of the app than the newest; `letterPx` is the browser's own usual size of letters. */
  static async open(
    options: { readonly executablePath?: string; readonly appDir?: string; readonly letterPx?: number } = {},
  ): Promise<Stage> {
    const { appDir } = options;
    const dataDir = mkdtempSync(join(tmpdir(), 'so-mua-'));
    const browser = await launchBrowser(options);
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

  /** On the same files and the same port. `aheadMs`: so much later by its clock. */
  async startServerAgain(aheadMs = 0): Promise<void> {
    this.#server = await startServer({ dataDir: this.#dataDir, port: this.#server.port, aheadMs });
  }

  /** Keeps the server's files as they are now. Gives the way to put the server back to them. */
  async keepServer(): Promise<() => Promise<void>> {
    const kept = mkdtempSync(join(tmpdir(), 'so-mua-kept-'));
    await this.killServer();
    cpSync(this.#dataDir, kept, { recursive: true });
    await this.startServerAgain();
    return async () => {
      await this.killServer();
      rmSync(this.#dataDir, { recursive: true, force: true });
      cpSync(kept, this.#dataDir, { recursive: true });
      rmSync(kept, { recursive: true, force: true });
      await this.startServerAgain();
    };
  }

  /** How many logs the server holds, and how many of them have no key or no seal. */
  logs(): { readonly all: number; readonly unsealed: number } {
    const count = { all: 0, unsealed: 0 };
    const folder = join(this.#dataDir, 'coops');
    for (const name of readdirSync(folder).filter((each) => each.endsWith('.sqlite'))) {
      const database = new Database(join(folder, name), { readonly: true });
      const one = (sql: string): number => Number(database.prepare(sql).pluck().get());
      count.all += one('SELECT count(*) FROM writer');
      count.unsealed += one(
        'SELECT count(*) FROM writer w WHERE public_key IS NULL OR NOT EXISTS (SELECT 1 FROM seal s WHERE s.writer = w.writer)',
      );
      database.close();
    }
    return count;
  }

  /** Of each session in the order in which they began, the key that helps with a forgotten PIN, 32 hex digits. */
  helpKeys(): readonly string[] {
    const database = new Database(join(this.#dataDir, 'catalog.sqlite'), { readonly: true });
    const found = database.prepare('SELECT help_key FROM session ORDER BY created_at').pluck().all();
    database.close();
    return found.map(String);
  }

  /** The photos that the server keeps, by their names. */
  photos(): ReadonlyMap<string, Uint8Array> {
    const found = new Map<string, Uint8Array>();
    const folder = join(this.#dataDir, 'photos');
    for (const name of existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []) {
      const sha = /[/\\]([0-9a-f]{2})[/\\](\1[0-9a-f]{62})$/.exec(name)?.[2];
      if (sha !== undefined) found.set(sha, readFileSync(join(folder, name)));
    }
    return found;
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.#server.kill();
    rmSync(this.#dataDir, { recursive: true, force: true });
  }
}
