/** A process that is told to end answers what it has begun, takes nothing new, and leaves its files in order. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { decodeSyncError } from '#protocol/sync-message.ts';
import { lockDataDir } from '#server/store/sqlite/data-dir-lock.ts';
import { removeTemporaryFolders, temporaryFolder } from '../helpers/temporary-folder.ts';

afterAll(removeTemporaryFolders);

async function opened(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

test('told to end with a request half sent, it answers that one, takes no other, and ends well', async () => {
  const dataDir = temporaryFolder();
  const server = spawn(process.execPath, ['--import', 'tsx', 'sync-server/main.ts'], {
    env: { ...process.env, PORT: '0', HOST: '127.0.0.1', HTTPS_PORT: 'off', DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(server, 'exit');
  const [said] = await once(server.stdout, 'data');
  const port = Number(/localhost:(\d+)/.exec(String(said))?.[1]);

  const socket = await opened(port);
  const body = Buffer.from('no sync request');
  const head = [
    'POST /v1/sync HTTP/1.1',
    'host: x',
    'content-type: application/octet-stream',
    `content-length: ${body.length}`,
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  socket.write(body.subarray(0, 5));
  // The server has the half of it before it is told.
  await expect.poll(async () => (await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
  server.kill('SIGTERM');
  await expect
    .poll(async () =>
      opened(port).then(
        () => 'taken',
        () => 'refused',
      ),
    )
    .toBe('refused');
  expect(server.exitCode).toBeNull();
  const answer = new Promise<Buffer>((resolve) => {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('close', () => resolve(Buffer.concat(chunks)));
  });
  socket.write(body.subarray(5));
  const got = await answer;
  expect(got.subarray(0, 12).toString()).toBe('HTTP/1.1 400');
  expect(decodeSyncError(got.subarray(got.indexOf('\r\n\r\n') + 4)).code).toBe('sync.malformed');
  expect(await ended).toEqual([0, null]);
  // Nobody holds the files any more.
  lockDataDir(dataDir).release();
});
