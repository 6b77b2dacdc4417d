/**
 * What is served without TLS where the server has it: everything to the machine itself, and to others the way to https
 * alone. A book over http would be sent where everybody in the Wi-Fi reads it, and no browser would keep it.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isLoopback } from '../operate/this-machine.ts';
import { languageOf } from '../pages/language.ts';
import { syncRefusal } from '../sync/handle-sync.ts';
import type { Certificates } from './certificates.ts';
import { AUTHORITY_PATH, setUpPage } from './set-up-page.ts';

/** Where the page can be looked at, and printed, on any way. */
export const SET_UP_PATH = '/cai-may';

export interface PlainHttpParts {
  readonly certificates: Certificates;
  /** Of the listener with TLS; undefined while there is none, and then everything is served. */
  readonly securePort: () => number | undefined;
  /** Of the one without. */
  readonly plainPort: () => number;
}

/** Says nothing of anybody. */
const OPEN_PATHS: ReadonlySet<string> = new Set(['/health', '/ready', AUTHORITY_PATH]);

export function addPlainHttp(http: FastifyInstance, parts: PlainHttpParts): void {
  http.addHook('onRequest', async (request, reply) => {
    if (parts.securePort() === undefined || request.protocol === 'https') return undefined;
    if (isLoopback(request.socket.remoteAddress ?? '')) return undefined;
    const path = request.url.split('?', 1)[0] ?? '';
    if (OPEN_PATHS.has(path)) return undefined;
    if (path === '/v1/sync') return refuseSync(reply);
    if (path.startsWith('/v1/')) return reply.code(403).send({ error: 'enrol.insecure' });
    return request.method === 'GET' || request.method === 'HEAD'
      ? sendPage(request, reply, parts)
      : reply.code(403).send({ error: 'insecure' });
  });
  http.get(SET_UP_PATH, async (request, reply) => sendPage(request, reply, parts));
  http.get(AUTHORITY_PATH, async (_request, reply) =>
    reply
      .type('application/x-x509-ca-cert')
      .header('content-disposition', 'attachment; filename="so-mua.crt"')
      .header('cache-control', 'no-store')
      .send(parts.certificates.authority),
  );
}

async function refuseSync(reply: FastifyReply): Promise<FastifyReply> {
  const { status, body } = syncRefusal('sync.insecure');
  return reply
    .code(status)
    .type('application/octet-stream')
    .header('cache-control', 'no-store')
    .send(Buffer.from(body));
}

async function sendPage(request: FastifyRequest, reply: FastifyReply, parts: PlainHttpParts): Promise<FastifyReply> {
  const { certificates, securePort, plainPort } = parts;
  const names = certificates.reachable;
  // By the name that led here, where it is one of ours: others may not be reachable from there.
  const asked = names.find((name) => name === request.hostname.replace(/^\[|\]$/g, ''));
  const hosts = asked === undefined ? names : [asked, ...names.filter((name) => name !== asked)];
  const text = setUpPage({
    language: languageOf(request),
    userAgent: request.headers['user-agent'] ?? '',
    fileUrl: `http://${inAddress(hosts[0] ?? 'localhost')}:${plainPort()}${AUTHORITY_PATH}`,
    appUrls: hosts.map((host) => `https://${inAddress(host)}:${securePort() ?? 0}/`),
    ownUrl: `http://localhost:${plainPort()}/`,
    fingerprint: certificates.fingerprint,
  });
  return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(text);
}

/** IPv6 in brackets. */
export function inAddress(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
