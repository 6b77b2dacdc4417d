/**
 * A `.somua` file under a passphrase (docs/protocol.md "files under a passphrase"): whoever finds the file learns
 * nothing from it. The sum lets a file that was damaged on its way be told from a passphrase that is wrong.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { decode, encode } from 'cborg';
import * as z from 'zod/mini';
import { hexOf } from '#kernel/ids.ts';
import { Fault } from '#kernel/result.ts';

const MARK = 'so-mua-locked';
const FORMAT = 1;
/** About a second on a cheap phone; each guess costs a thief as much (OWASP 2023 for PBKDF2 with SHA-256). */
const ROUNDS = 600_000;
const MOST_ROUNDS = 10_000_000;
const SUM_BYTES = 16;
const LARGEST_FILE_BYTES = 65 * 1024 * 1024;

const bytesOf = (length: number) => z.instanceof(Uint8Array).check(z.refine((value) => value.length === length));
const fileSchema = z.tuple([
  z.literal(MARK),
  z.int().check(z.positive()), // format
  z.int().check(z.positive(), z.lte(MOST_ROUNDS)), // rounds of PBKDF2
  bytesOf(16), // salt
  bytesOf(12), // nonce
  z.instanceof(Uint8Array), // what AES-GCM made of the file
  bytesOf(SUM_BYTES), // SHA-256 of that, cut
]);

/** The file under a passphrase. `randomBytes`: never seeded on a device. */
export async function lockFile(
  file: Uint8Array,
  passphrase: string,
  randomBytes: (length: number) => Uint8Array,
): Promise<Uint8Array> {
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const key = await keyOf(passphrase, { salt, rounds: ROUNDS });
  const sealed = new Uint8Array(
    await crypto.subtle.encrypt({ name: 'AES-GCM', iv: new Uint8Array(nonce) }, key, new Uint8Array(file)),
  );
  return encode([MARK, FORMAT, ROUNDS, salt, nonce, sealed, sumOf(sealed)]);
}

/** Whether a passphrase is needed to read it. */
export function isLockedFile(file: Uint8Array): boolean {
  const found = decodedOrNothing(file);
  return Array.isArray(found) && found[0] === MARK;
}

/** The file that was locked. Faults: `backup.newer`, `backup.damaged`, `backup.wrongPassphrase`. */
export async function unlockFile(file: Uint8Array, passphrase: string): Promise<Uint8Array> {
  const found = decodedOrNothing(file);
  if (Array.isArray(found) && Number(found[1]) > FORMAT) throw new Fault('backup.newer');
  const parsed = fileSchema.safeParse(found);
  if (!parsed.success) throw new Fault('backup.damaged', { cause: parsed.error });
  const [, , rounds, salt, nonce, sealed, sum] = parsed.data;
  if (hexOf(sumOf(sealed)) !== hexOf(sum)) throw new Fault('backup.damaged');
  const key = await keyOf(passphrase, { salt, rounds });
  try {
    const iv = new Uint8Array(nonce);
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, new Uint8Array(sealed)));
  } catch (cause) {
    throw new Fault('backup.wrongPassphrase', { cause });
  }
}

async function keyOf(
  passphrase: string,
  { salt, rounds }: { readonly salt: Uint8Array; readonly rounds: number },
): Promise<CryptoKey> {
  // Phones write one letter of Vietnamese in more than one way.
  const typed = new TextEncoder().encode(passphrase.normalize('NFC'));
  const given = await crypto.subtle.importKey('raw', typed, 'PBKDF2', false, ['deriveKey']);
  return crypto.subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', salt: new Uint8Array(salt), iterations: rounds },
    given,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  );
}

function sumOf(sealed: Uint8Array): Uint8Array {
  return sha256(sealed).slice(0, SUM_BYTES);
}

function decodedOrNothing(file: Uint8Array): unknown {
  if (file.length > LARGEST_FILE_BYTES) return undefined;
  try {
    return decode(file);
  } catch {
    // Not such a file; who reads it says so.
    return undefined;
  }
}
