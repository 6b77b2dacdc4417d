import { hexOf } from '#kernel/ids.ts';

/** SHA-256, 64 hex digits: the name of a photo. */
export async function contentAddress(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return hexOf(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}
