/**
 * How a photo's bytes travel, apart from operations (docs/protocol.md "photos"): asked for by the row that names it, sent
 * in pieces that begin where the server says it has come to.
 */
import * as z from 'zod/mini';

/** A piece; on the slowest link it takes half a minute. */
export const CHUNK_BYTES = 32 * 1_024;

/** How much of the photo the server has, and of how much; in requests with a piece, where it begins. */
export const OFFSET_HEADER = 'upload-offset';
export const LENGTH_HEADER = 'upload-length';

export function photoPath(coop: string, row: string): string {
  return `/v1/photos/${coop}/${row}`;
}

/** What a request's proof is made over: what asks how far a photo has come cannot be turned into what gets it. */
export function provenPath(method: string, path: string): string {
  return `${method} ${path}`;
}

export const PHOTO_ERRORS = [
  /** No such photo, or not for this person: nobody is told which. */
  'photos.unknown',
  'photos.unauthorised',
  'photos.malformed',
  /** The piece does not begin where the server is; the answer's header says where that is. */
  'photos.elsewhere',
  /** What came together is not what the row names; it is thrown away, and sending begins anew. */
  'photos.damaged',
  /** No JPEG or WebP, larger than the row says, or with metadata in it. */
  'photos.notPicture',
  /** The co-op has begun as many today as the server allows. */
  'photos.dayIsFull',
  'photos.storageFull',
  'photos.busy',
  'photos.internal',
] as const;
export type PhotoError = (typeof PHOTO_ERRORS)[number];

export const photoErrorSchema = z.object({ error: z.enum(PHOTO_ERRORS) });
