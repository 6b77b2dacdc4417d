/** HTTP around photos. Who asks is proved in each request, and no answer sets or reads a cookie. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { isRowId, isWriter } from '#kernel/ids.ts';
import { Fault } from '#kernel/result.ts';
import { CHUNK_BYTES, LENGTH_HEADER, OFFSET_HEADER, PHOTO_ERRORS, type PhotoError } from '#protocol/photos.ts';
import type { ServerSession } from '../store/store.ts';
import type { Photos, Progress } from './photos.ts';
import type { SessionOf } from './session-of.ts';

const STATUS_BY_ERROR: Readonly<Record<PhotoError, number>> = {
  'photos.unknown': 404,
  'photos.unauthorised': 401,
  'photos.malformed': 400,
  'photos.elsewhere': 409,
  'photos.damaged': 422,
  'photos.notPicture': 415,
  'photos.dayIsFull': 429,
  'photos.storageFull': 507,
  'photos.busy': 503,
  'photos.internal': 500,
};

/** Whatever the bytes are, a browser shows them as the picture that they were checked to be, or not at all. */
const PHOTO_HEADERS = {
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
};

const wholeNumber = z.string().regex(/^\d{1,9}$/);
const pieceSchema = z.object({
  [OFFSET_HEADER]: wholeNumber.transform(Number),
  [LENGTH_HEADER]: wholeNumber.transform(Number),
});
const placeSchema = z.object({ coop: z.string().refine(isWriter), row: z.string().refine(isRowId) });

export interface PhotoRoutes {
  readonly photos: Photos;
  readonly sessionOf: SessionOf;
  readonly onBug: (cause: unknown) => void;
}

export function addPhotos(http: FastifyInstance, { photos, sessionOf, onBug }: PhotoRoutes): void {
  void http.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.addHook('onSend', async (_request, reply, payload) => {
      reply.headers(PHOTO_HEADERS);
      return payload;
    });
    scope.setErrorHandler(async (cause: unknown, _request, reply) => {
      const error = errorOf(cause);
      if (error === 'photos.internal') onBug(cause);
      if (cause instanceof Fault && error === 'photos.elsewhere') reply.header(OFFSET_HEADER, cause.values['offset']);
      return reply.code(STATUS_BY_ERROR[error]).header('cache-control', 'no-store').send({ error });
    });
    const options = { bodyLimit: CHUNK_BYTES, config: { rateLimit: {} } };
    const url = '/v1/photos/:coop/:row';

    scope.head(url, options, async (request, reply) => {
      const { session, row } = await asked(request, sessionOf);
      return said(reply, await photos.progress(session, row)).send();
    });
    scope.get(url, { ...options, exposeHeadRoute: false }, async (request, reply) => {
      const { session, row } = await asked(request, sessionOf);
      const { bytes, type } = await photos.read(session, row);
      return reply
        .type(type)
        .header('cache-control', 'private, max-age=31536000, immutable')
        .header('vary', 'authorization')
        .send(Buffer.from(bytes));
    });
    scope.put(url, options, async (request, reply) => {
      const { session, row } = await asked(request, sessionOf);
      const { body } = request;
      const headers = pieceSchema.safeParse(request.headers);
      if (!headers.success || !(body instanceof Uint8Array)) throw new Fault('photos.malformed');
      const { [OFFSET_HEADER]: offset, [LENGTH_HEADER]: length } = headers.data;
      return said(reply, await photos.take(session, row, { offset, length, bytes: body })).send();
    });
  });
}

/** A session that names another co-op learns nothing of it. */
async function asked(
  request: FastifyRequest,
  sessionOf: SessionOf,
): Promise<{ readonly session: ServerSession; readonly row: string }> {
  const session = await sessionOf(request);
  const place = placeSchema.safeParse(request.params);
  if (session === undefined || !place.success || place.data.coop !== session.coop)
    throw new Fault('photos.unauthorised');
  return { session, row: place.data.row };
}

function said(reply: FastifyReply, { offset, length }: Progress): FastifyReply {
  return reply
    .code(204)
    .header('cache-control', 'no-store')
    .headers({ [OFFSET_HEADER]: offset, [LENGTH_HEADER]: length });
}

function errorOf(cause: unknown): PhotoError {
  if (cause instanceof Fault) {
    const { code } = cause;
    if (code === 'server.storageFull') return 'photos.storageFull';
    if (code === 'server.busy') return 'photos.busy';
    return PHOTO_ERRORS.find((each) => each === code) ?? 'photos.internal';
  }
  const status = cause instanceof Error && 'statusCode' in cause ? Number(cause.statusCode) : 500;
  if (status === 429) return 'photos.busy';
  return status < 500 ? 'photos.malformed' : 'photos.internal';
}
