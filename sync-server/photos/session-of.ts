/** Who asks for a photo. The one place where these requests say so. */
import type { FastifyRequest } from 'fastify';
import { provenPath } from '#protocol/photos.ts';
import { sessionOfHeader, type SessionParts } from '../access/sessions.ts';
import type { ServerSession } from '../store/store.ts';

/** Undefined when the request proves no session. */
export type SessionOf = (request: FastifyRequest) => Promise<ServerSession | undefined>;

const NO_BODY = new Uint8Array(0);

/** By the code in the Authorization header, made over method, path and content. */
export function sessionOf(sessions: SessionParts): SessionOf {
  return async ({ headers, method, url, body }) =>
    sessionOfHeader(sessions, {
      header: headers.authorization ?? '',
      path: provenPath(method, url),
      body: body instanceof Uint8Array ? body : NO_BODY,
    });
}
