/** The real server on a socket of its own, with an app folder that lies between things that nobody may read. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytesOfHex } from '#kernel/ids.ts';
import { registry } from '#modules/registry.ts';
import { enrolResponseSchema, type EnrolResponse } from '#protocol/enrol.ts';
import { encodeRequest, type SyncRequestMessage } from '#protocol/sync-message.ts';
import { createServer, type ServerParts, type SoMuaServer } from '#server/server.ts';
import { openPhotoFiles } from '#server/store/sqlite/photo-files.ts';
import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import type { EmbeddedStore } from '#server/store/store.ts';
import { removeTemporaryFolders, temporaryFolder } from '../helpers/temporary-folder.ts';
import { SECRET } from './every-answer.ts';
import { requestBytes, speak, type RawAnswer } from './raw-http.ts';

export const COOP = 'c0ffee0000000001';
export const TOKEN = '0f'.repeat(16);
export const START = Date.UTC(2026, 10, 25);

export interface Target {
  readonly port: number;
  readonly server: SoMuaServer;
  readonly store: EmbeddedStore;
  /** Lines of the log. */
  readonly log: readonly string[];
  /** The server's clock, ms since 1970. */
  now: number;
  readonly founder: EnrolResponse;
  /** What is wrong with the server after an attack: it answers an ordinary exchange, and its readiness. */
  wrong(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function startTarget(parts: Partial<ServerParts> = {}): Promise<Target> {
  const store = openSqliteStore({ dataDir: ':memory:' });
  const log: string[] = [];
  const clock = { now: START };
  const server = createServer({
    store,
    registry,
    now: () => clock.now,
    appDir: appFolder(),
    photos: { store: openPhotoFiles(temporaryFolder()) },
    admin: {
      store,
      backups: async () => [],
      complaint: async () => undefined,
      dataDir: temporaryFolder(),
      token: undefined,
    },
    logLevel: 'info',
    logTo: { write: (line) => void log.push(line) },
    ...parts,
  });
  await server.http.listen({ port: 0, host: '127.0.0.1' });
  const address = server.http.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const founder = await foundAt(port, await server.enrolment.makeSetupToken(), { coop: COOP, proof: TOKEN });
  return {
    port,
    server,
    store,
    log,
    founder,
    get now() {
      return clock.now;
    },
    set now(ms) {
      clock.now = ms;
    },
    wrong: async () => wrongAt(port, founder),
    async close() {
      await server.http.close();
      store.close();
      removeTemporaryFolders();
    },
  };
}

/** An app of three files, with secrets above it, beside it and in hidden folders of it. */
export function appFolder(): string {
  const above = temporaryFolder();
  const app = join(above, 'app');
  for (const folder of ['app/assets', 'app/.git', 'app/.vite', 'app-data'])
    mkdirSync(join(above, folder), { recursive: true });
  writeFileSync(join(app, 'index.html'), '<!doctype html><title>Sổ Mùa</title>');
  writeFileSync(join(app, 'main.js'), 'self.skipWaiting();');
  writeFileSync(join(app, 'assets', 'home-a1b2c3d4.js'), `export const text = '${'x'.repeat(2_000)}';`);
  for (const file of [
    'secret.txt',
    'app-data/catalog.sqlite',
    'app/.env',
    'app/.git/config',
    'app/.vite/manifest.json',
  ])
    writeFileSync(join(above, file), SECRET);
  return app;
}

export async function post(
  port: number,
  path: string,
  request: { readonly body: string | Buffer; readonly headers?: Readonly<Record<string, string>> },
): Promise<RawAnswer> {
  const type = typeof request.body === 'string' ? 'application/json' : 'application/octet-stream';
  const bytes = requestBytes({
    method: 'POST',
    target: path,
    headers: { 'content-type': type, ...request.headers },
    body: request.body,
  });
  const { answers } = await speak(port, [bytes], { wanted: 1 });
  const [answer] = answers;
  if (answer === undefined) throw new Error(`no answer to ${path}`);
  return answer;
}

export async function foundAt(
  port: number,
  setupToken: string,
  { coop, proof }: { readonly coop: string; readonly proof: string },
): Promise<EnrolResponse> {
  const names = { coopName: 'HTX Chè', personName: 'Niềm', deviceName: 'PC' };
  const { body } = await post(port, '/v1/enrol', {
    body: JSON.stringify({ kind: 'found', setupToken, coop, proof, ...names }),
  });
  return enrolResponseSchema.parse(JSON.parse(body.toString()));
}

/** A request with nothing to say, by a session's token. */
export function idleBytes({ token, coop }: Pick<EnrolResponse, 'token' | 'coop'>): Buffer {
  const message: SyncRequestMessage = [
    1,
    'attack',
    bytesOfHex(token),
    bytesOfHex(coop),
    [0, new Uint8Array(0)],
    4_000,
    [],
    null,
    null,
    null,
    null,
    null,
  ];
  return Buffer.from(encodeRequest(message));
}

export async function wrongAt(port: number, founder: EnrolResponse): Promise<readonly string[]> {
  const ready = await speak(port, [requestBytes({ target: '/ready' })], { wanted: 1 });
  const exchange = await post(port, '/v1/sync', { body: idleBytes(founder) });
  return [
    ...(ready.answers[0]?.status === 200 ? [] : ['the server is not ready']),
    ...(exchange.status === 200 ? [] : [`an ordinary exchange is answered by ${exchange.status}`]),
  ];
}
