/** Carries the app's sync requests from Node, over connections that stay open, as a browser does. */
import { Agent, request as httpRequest } from 'node:http';
import { inflateSync } from 'node:zlib';
import type { Post } from '../../src/app/sync-transport.ts';

export interface NodePost {
  readonly post: Post;
  /** How many requests were made. */
  readonly made: () => number;
  close(): void;
}

/** `connections`: how many are open at once at most; requests wait for a free one. */
export function nodePost(options: { readonly port: number; readonly connections: number }): NodePost {
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections });
  let made = 0;
  const post: Post = ({ path, headers, body }, { onSending, onReceiving, signal }) =>
    new Promise((resolve, reject) => {
      made += 1;
      const sent = httpRequest({
        agent,
        host: '127.0.0.1',
        port: options.port,
        method: 'POST',
        path,
        headers: { ...headers, 'accept-encoding': 'deflate', 'content-length': body.length },
        signal,
      });
      sent.on('error', reject);
      sent.on('drain', onSending);
      sent.on('response', (response) => {
        onReceiving();
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => {
          onReceiving();
          chunks.push(chunk);
        });
        response.on('error', reject);
        response.on('end', () => {
          const bytes = Buffer.concat(chunks);
          const isDeflated = response.headers['content-encoding'] === 'deflate';
          resolve({ status: response.statusCode ?? 0, body: new Uint8Array(isDeflated ? inflateSync(bytes) : bytes) });
        });
      });
      sent.end(body);
    });
  return { post, made: () => made, close: () => agent.destroy() };
}
