/** HTTP around the pure handlers: limits, compression, headers, the app's files. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { deflate, gunzip, inflate } from 'node:zlib';
import fastifyStatic from '@fastify/static';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { LIMITS } from '#protocol/operation.ts';
import type { SyncErrorCode } from '#protocol/sync-message.ts';
import { Enrolment } from './enrol/handle-enrol.ts';
import { handleSync, syncRefusal, type SyncAnswer, type SyncServer } from './sync/handle-sync.ts';

export interface ServerParts extends SyncServer {
  /** Where the built app lies; without it only the protocol is served. */
  readonly appDir?: string;
}

export interface SoMuaServer {
  readonly http: FastifyInstance;
  readonly enrolment: Enrolment;
}

/** Below this, compressing costs more than it saves. */
const COMPRESS_FROM_BYTES = 300;
const JSON_BYTES = 16 * 1024;

const inflateBytes = promisify(inflate);
const gunzipBytes = promisify(gunzip);
const deflateBytes = promisify(deflate);

export function createServer(parts: ServerParts): SoMuaServer {
  // Longer than the slowest round trip on 2G, so that a connection is used again.
  const http = Fastify({
    logger: false,
    bodyLimit: LIMITS.requestCompressedBytes,
    keepAliveTimeout: 75_000,
    trustProxy: false,
  });
  const enrolment = new Enrolment(parts.store, parts.now);
  http.addHook('onSend', async (_request, reply, payload) => {
    reply.headers(SECURITY_HEADERS);
    return payload;
  });
  http.get('/health', async () => ({ status: 'ready' }));
  addSync(http, parts);
  addEnrolment(http, enrolment);
  addApp(http, parts.appDir);
  return { http, enrolment };
}

const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'self'; img-src 'self' blob: data:; style-src 'self' 'unsafe-inline'; script-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
};

function addSync(http: FastifyInstance, parts: ServerParts): void {
  void http.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.setErrorHandler(async (error: { readonly code?: string }, _request, reply) => {
      const code: SyncErrorCode = error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? 'sync.tooLarge' : 'sync.malformed';
      return sendSync(reply, syncRefusal(code), false);
    });
    scope.post('/v1/sync', async (request, reply) => {
      const mayCompress = /\bdeflate\b/.test(request.headers['accept-encoding'] ?? '');
      const body = await plainBody(request);
      return sendSync(reply, typeof body === 'string' ? syncRefusal(body) : await handleSync(parts, body), mayCompress);
    });
  });
}

async function plainBody(request: FastifyRequest): Promise<Uint8Array | SyncErrorCode> {
  const { body } = request;
  if (!(body instanceof Uint8Array)) return 'sync.malformed';
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return body;
  if (encoding !== 'deflate' && encoding !== 'gzip') return 'sync.malformed';
  try {
    const options = { maxOutputLength: LIMITS.requestBytes };
    return encoding === 'gzip' ? await gunzipBytes(body, options) : await inflateBytes(body, options);
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE'
      ? 'sync.tooLarge'
      : 'sync.malformed';
  }
}

async function sendSync(reply: FastifyReply, answer: SyncAnswer, mayCompress: boolean): Promise<FastifyReply> {
  void reply.code(answer.status).type('application/octet-stream').header('cache-control', 'no-store');
  if (!mayCompress || answer.body.length <= COMPRESS_FROM_BYTES) return reply.send(Buffer.from(answer.body));
  return reply.header('content-encoding', 'deflate').send(await deflateBytes(answer.body, { level: 9 }));
}

function addEnrolment(http: FastifyInstance, enrolment: Enrolment): void {
  void http.register(async (scope) => {
    scope.setErrorHandler(async (error: { readonly statusCode?: number }, _request, reply) => {
      const isTheirs = (error.statusCode ?? 500) < 500;
      return reply.code(isTheirs ? 400 : 500).send({ error: isTheirs ? 'enrol.malformed' : 'enrol.internal' });
    });
    scope.post('/v1/enrol', { bodyLimit: JSON_BYTES }, async (request, reply) => {
      const answer = await enrolment.enrol(request.body, request.ip);
      return reply.code(answer.status).header('cache-control', 'no-store').send(answer.body);
    });
    scope.post('/v1/invite', { bodyLimit: JSON_BYTES }, async (request, reply) => {
      const token = /^Bearer ([0-9a-f]{32})$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
      const answer = await enrolment.invite(token, request.body);
      return reply.code(answer.status).header('cache-control', 'no-store').send(answer.body);
    });
  });
}

function addApp(http: FastifyInstance, appDir: string | undefined): void {
  if (appDir === undefined || !existsSync(resolve(appDir, 'index.html'))) return;
  void http.register(fastifyStatic, {
    root: resolve(appDir),
    preCompressed: true,
    cacheControl: false,
    setHeaders: (response, path) => {
      const isHashed = /[/\\]assets[/\\]/.test(path);
      response.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  http.setNotFoundHandler(async (request, reply) => {
    const isPage =
      request.method === 'GET' &&
      !request.url.startsWith('/v1/') &&
      (request.headers.accept ?? '').includes('text/html');
    return isPage ? reply.sendFile('index.html') : reply.code(404).send({ error: 'notFound' });
  });
}
