/** What is no request to any route is answered shortly, alike, and with nothing of what was sent in it. */
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SECURITY_HEADERS } from './security-headers.ts';

interface HttpError extends Error {
  readonly code?: string;
  readonly statusCode?: number;
}

/** For bytes that Node's parser does not take for HTTP, for headers that are too large, and for who is too slow. */
export function refuseBytes(error: HttpError, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) socket.write(plainAnswer(statusOf(error)));
  socket.destroy();
}

function statusOf({ code }: HttpError): number {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408;
  return code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
}

function plainAnswer(status: number): string {
  const body = JSON.stringify({ error: 'malformed' });
  const headers = {
    ...SECURITY_HEADERS,
    'cache-control': 'no-store',
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(body.length),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n');
}

/** For an address that the router cannot read. No hook runs for it. */
export function refuseAddress(_error: Error, _request: FastifyRequest, reply: FastifyReply): void {
  void reply
    .code(400)
    .headers({ ...SECURITY_HEADERS, 'cache-control': 'no-store' })
    .send({ error: 'malformed' });
}

/** For routes without answers of their own. What went wrong inside is for the log. */
export function addRefusals(http: FastifyInstance): void {
  http.setErrorHandler(async (error: HttpError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error(error);
    return reply.code(status).send({ error: status < 500 ? 'refused' : 'internal' });
  });
}

export async function notFound(reply: FastifyReply): Promise<FastifyReply> {
  return reply.code(404).send({ error: 'notFound' });
}
