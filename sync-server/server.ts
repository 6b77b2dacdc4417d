/** HTTP around the pure handlers: limits, compression, headers, the app's files. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { deflate, gunzip, inflate } from 'node:zlib';
import rateLimit from '@fastify/rate-limit';
import fastifyStatic from '@fastify/static';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { LIMITS } from '#protocol/operation.ts';
import { decodeSyncError, type SyncErrorCode } from '#protocol/sync-message.ts';
import { addAdmin, type AdminParts } from './admin-page/routes.ts';
import { Enrolment } from './enrol/handle-enrol.ts';
import type { JsonAnswer } from './enrol/json-answer.ts';
import { People } from './enrol/people.ts';
import type { LogLevel } from './operate/log-levels.ts';
import { connectionSettings, PATIENCE, type Patience } from './front/patience.ts';
import { addRefusals, notFound, refuseAddress, refuseBytes } from './front/refusals.ts';
import { addSecurityHeaders } from './front/security-headers.ts';
import { Turns } from './front/turns.ts';
import { UnderWay } from './front/under-way.ts';
import { Metrics } from './operate/metrics.ts';
import { sessionOfHeader, type SessionParts } from './access/sessions.ts';
import type { ServerSession } from './store/store.ts';
import { addPlainHttp, type PlainHttpParts } from './lan/plain-http.ts';
import { Sightings } from './operate/sightings.ts';
import { addOperation } from './operate/routes.ts';
import { isLoopback } from './operate/this-machine.ts';
import { Photos } from './photos/photos.ts';
import { addPhotos } from './photos/routes.ts';
import { sessionOf } from './photos/session-of.ts';
import type { PhotoStore } from './store/photo-store.ts';
import { handleSync, syncRefusal, type SyncAnswer, type SyncServer } from './sync/handle-sync.ts';
import { rulesOf } from './sync/rules.ts';

export interface ServerParts extends SyncServer {
  /** Where the built app lies; without it only the protocol is served. */
  readonly appDir?: string | undefined;
  /** How much is written to standard output, a JSON line each, never of whom; absent: nothing. */
  readonly logLevel?: LogLevel | undefined;
  /** Where the log goes; absent: standard output. */
  readonly logTo?: { write(line: string): void } | undefined;
  /** Who brings it may read the figures from anywhere. */
  readonly metricsToken?: string | undefined;
  /** A proxy stands before the server, and says from where a request came. */
  readonly isBehindProxy?: boolean;
  /** The server has TLS of its own, so that without it others get the way there alone; absent: it has none. */
  readonly plainHttp?: PlainHttpParts | undefined;
  /** What the admin page shows; absent: there is none. */
  readonly admin?: Omit<AdminParts, 'rules' | 'now'> | undefined;
  /** Where photos are kept, and how many of a co-op may be begun a day; absent: none are taken. */
  readonly photos?: { readonly store: PhotoStore; readonly perDay?: number | undefined } | undefined;
  /** How slow a caller may be; absent: as slow as the slowest network. */
  readonly patience?: Patience | undefined;
  /** When the oldest of the newest backups was made, where backups are the server's own. */
  readonly backedUpAt?: (() => Promise<number | undefined>) | undefined;
}

export interface SoMuaServer {
  readonly http: FastifyInstance;
  readonly enrolment: Enrolment;
  /** Not ready any more; ends when what is under way has been answered. */
  end(): Promise<void>;
}

/** Below this, compressing costs more than it saves. */
const COMPRESS_FROM_BYTES = 300;
const JSON_BYTES = 16 * 1024;

/** Each may hold two megabytes before it is known to hold too much. */
const UNFOLDED_AT_ONCE = 16;
const unfolding = new Turns(UNFOLDED_AT_ONCE);

const inflateBytes = promisify(inflate);
const gunzipBytes = promisify(gunzip);
const deflateBytes = promisify(deflate);

export function createServer(parts: ServerParts): SoMuaServer {
  let isEnding = false;
  const http = Fastify({
    logger: parts.logLevel === undefined ? false : loggerOf(parts.logLevel, parts.logTo),
    bodyLimit: LIMITS.requestCompressedBytes,
    ...connectionSettings(parts.patience ?? PATIENCE),
    clientErrorHandler: refuseBytes,
    frameworkErrors: refuseAddress,
    forceCloseConnections: 'idle',
    // The proxy's own word alone: what it was told by the caller is the caller's.
    trustProxy: parts.isBehindProxy === true ? (_address: string, hop: number) => hop === 0 : false,
  });
  const { store, now, backedUpAt, metricsToken } = parts;
  const metrics = new Metrics({ countCoops: async () => store.catalogue.countCoops(), backedUpAt, now });
  const sightings = new Sightings(store.catalogue, now);
  const sync: SyncServer = {
    ...parts,
    onArrivals: (arrivals) => metrics.arrived(arrivals),
    onSeen: (session, build) => void sightings.note(session, build),
    onBug: (cause) => {
      http.log.error(cause);
      parts.onBug?.(cause);
    },
  };
  const rules = rulesOf(parts.registry);
  const enrolment = new Enrolment({ store, now, rules });
  void http.register(rateLimit, {
    max: REQUESTS_PER_MINUTE,
    timeWindow: 60_000,
    allowList: ({ ip }) => isLoopback(ip),
    // The app's files are many at the first start, and cost nothing.
    hook: 'onRequest',
    global: false,
  });
  addSecurityHeaders(http, { isBehindProxy: parts.isBehindProxy === true });
  addRefusals(http);
  const underWay = new UnderWay(http);
  if (parts.plainHttp !== undefined) addPlainHttp(http, parts.plainHttp);
  addOperation(http, { store, metrics, metricsToken, isEnding: () => isEnding });
  if (parts.admin !== undefined) addAdmin(http, { ...parts.admin, rules, now });
  addSync(http, sync, metrics);
  addEnrolment(http, { enrolment, people: new People({ store, now, rules }), sessions: sync });
  if (parts.photos !== undefined) {
    const photos = new Photos({ ...parts, photos: parts.photos.store, perDay: parts.photos.perDay });
    addPhotos(http, { photos, sessionOf: sessionOf(sync), onBug: (cause) => sync.onBug?.(cause) });
  }
  addApp(http, parts.appDir);
  return {
    http,
    enrolment,
    async end() {
      isEnding = true;
      const closed = http.close();
      await underWay.none();
      // Browsers open connections for what they may ask one day, and keep those on which they were answered.
      http.server.closeAllConnections();
      await closed;
    },
  };
}

/** A village behind one address may be a hundred phones, each with a request in five minutes and some in a row. */
const REQUESTS_PER_MINUTE = 600;

function loggerOf(level: LogLevel, stream: ServerParts['logTo']) {
  return { level, serializers: { req: whatWasAsked }, ...(stream === undefined ? {} : { stream }) };
}

/** Of a request the log has no address, no header, nothing of its body, and no co-op or row that its path names. */
function whatWasAsked({ method, url, routeOptions }: Pick<FastifyRequest, 'method' | 'url' | 'routeOptions'>) {
  const route = routeOptions.url;
  return { method, path: route === undefined || route.includes('*') ? url.split('?', 1)[0] : route };
}

function addSync(http: FastifyInstance, server: SyncServer, metrics: Metrics): void {
  void http.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // A page from elsewhere can send no such type without asking first, and is never allowed to.
    scope.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    );
    scope.setErrorHandler(async (error: { readonly code?: string; readonly statusCode?: number }, _request, reply) => {
      // Too many at once: the device comes again later.
      if (error.statusCode === 429) return sendSync(reply, syncRefusal('sync.busy'), false);
      const code: SyncErrorCode = error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? 'sync.tooLarge' : 'sync.malformed';
      return sendSync(reply, syncRefusal(code), false);
    });
    scope.post('/v1/sync', { config: { rateLimit: {} } }, async (request, reply) => {
      const startedAt = performance.now();
      const mayCompress = /\bdeflate\b/.test(request.headers['accept-encoding'] ?? '');
      const body = await plainBody(request);
      const answer = typeof body === 'string' ? syncRefusal(body) : await handleSync(server, body);
      metrics.handled({
        code: answer.status === 200 ? 'ok' : decodeSyncError(answer.body).code,
        seconds: (performance.now() - startedAt) / 1_000,
        bytesIn: typeof body === 'string' ? 0 : body.length,
        bytesOut: answer.body.length,
      });
      return sendSync(reply, answer, mayCompress);
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
    return await unfolding.take(async () =>
      encoding === 'gzip' ? gunzipBytes(body, options) : inflateBytes(body, options),
    );
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

function addEnrolment(
  http: FastifyInstance,
  parts: { readonly enrolment: Enrolment; readonly people: People; readonly sessions: SessionParts },
): void {
  const { enrolment, people, sessions } = parts;
  const limits = { bodyLimit: JSON_BYTES, config: { rateLimit: {} } };
  void http.register(async (scope) => {
    keepBodies(scope);
    scope.setErrorHandler(async (error: { readonly statusCode?: number }, _request, reply) => {
      if (error.statusCode === 429) return reply.code(429).send({ error: 'enrol.tooManyTries', retrySeconds: 60 });
      const isTheirs = (error.statusCode ?? 500) < 500;
      return reply.code(isTheirs ? 400 : 500).send({ error: isTheirs ? 'enrol.malformed' : 'enrol.internal' });
    });
    const say = async (reply: FastifyReply, answer: JsonAnswer): Promise<FastifyReply> =>
      reply.code(answer.status).header('cache-control', 'no-store').send(answer.body);
    const whose = async ({ headers, url, body }: FastifyRequest): Promise<ServerSession | undefined> =>
      sessionOfHeader(sessions, { header: headers.authorization ?? '', path: url, body: sentBody({ body }).bytes });
    scope.post('/v1/enrol', limits, async (request, reply) =>
      say(reply, await enrolment.enrol(sentBody(request).json, request.ip)),
    );
    scope.post('/v1/invite', limits, async (request, reply) =>
      say(reply, await enrolment.invite(await whose(request), sentBody(request).json)),
    );
    scope.get('/v1/people', limits, async (request, reply) => {
      const after = new URLSearchParams(request.url.split('?')[1]).get('after') ?? '';
      return say(reply, await people.list(await whose(request), after));
    });
    scope.post('/v1/people', limits, async (request, reply) =>
      say(reply, await people.changeRoles(await whose(request), sentBody(request).json)),
    );
    scope.get('/v1/me', limits, async (request, reply) => say(reply, await people.me(await whose(request))));
  });
}

interface SentBody {
  /** As it was sent: what a proof is over. */
  readonly bytes: Uint8Array;
  readonly json: unknown;
}

const NO_BODY: SentBody = { bytes: new Uint8Array(0), json: undefined };

function keepBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, bytes, done) => {
    if (!(bytes instanceof Uint8Array)) return done(null, NO_BODY);
    try {
      const json: unknown = JSON.parse(new TextDecoder().decode(bytes));
      done(null, { bytes, json } satisfies SentBody);
    } catch {
      // No JSON: the route says so, as of any other body that it cannot read.
      done(null, { ...NO_BODY, bytes });
    }
  });
}

function sentBody({ body }: { readonly body: unknown }): SentBody {
  // `keepBodies` made it, and where nothing was sent there is none.
  return (body as SentBody | undefined) ?? NO_BODY;
}

function addApp(http: FastifyInstance, appDir: string | undefined): void {
  const root = appDir === undefined ? undefined : resolve(appDir);
  const hasApp = root !== undefined && existsSync(resolve(root, 'index.html'));
  http.setNotFoundHandler(async (request, reply) => {
    const isPage =
      hasApp &&
      request.method === 'GET' &&
      !request.url.startsWith('/v1/') &&
      (request.headers.accept ?? '').includes('text/html');
    return isPage ? reply.sendFile('index.html') : notFound(reply);
  });
  if (!hasApp) return;
  void http.register(fastifyStatic, {
    root,
    dotfiles: 'ignore',
    preCompressed: true,
    cacheControl: false,
    setHeaders: (response, path) => {
      const isHashed = /[/\\]assets[/\\]/.test(path);
      response.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}
