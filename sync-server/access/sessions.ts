/** Whose request it is: by the code that its device made (rule P35), or by the token of a session without a key. */
import { createHash } from 'node:crypto';
import { bytesOfHex, hexOf } from '#kernel/ids.ts';
import { Fault } from '#kernel/result.ts';
import { digestOf, readProofHeader, type ProvenContent } from '#protocol/request-proof.ts';
import { proofOf, type SyncRequestMessage } from '#protocol/sync-message.ts';
import type { BoundSession, ServerSession, ServerStore } from '../store/store.ts';
import { isProven } from './request-key.ts';

/** A key that is older is asked to be renewed, by whoever has the key of a log. */
export const KEY_MS = 90 * 86_400_000;

const SYNC_PATH = '/v1/sync';

export interface SessionParts {
  readonly store: ServerStore;
  /** ms since 1970. */
  readonly now: () => number;
}

/**
 * Fault `sync.unauthorised`: an unknown session, another co-op's and a code that does not fit get the same answer, so
 * that nobody learns who is here.
 */
export async function sessionOfSync(
  parts: SessionParts,
  request: SyncRequestMessage,
  whole: Uint8Array,
): Promise<ServerSession> {
  const coop = hexOf(request[3]);
  const proof = proofOf(request, whole);
  const session =
    proof === undefined
      ? await sessionOfToken(parts, hexOf(request[2]), coop)
      : await sessionOfProof(parts, {
          coop,
          user: hexOf(proof.user),
          mac: proof.mac,
          content: { path: SYNC_PATH, digest: proof.digest },
        });
  if (session !== undefined && session.coop === coop) return session;
  // A device that makes proofs reads why its own may not have been taken.
  throw new Fault('sync.unauthorised', proof === undefined ? {} : { values: { serverTime: parts.now() } });
}

/** The same for the other routes, by their `Authorization` header. `body`: as it was sent; empty where there is none. */
export async function sessionOfHeader(
  parts: SessionParts,
  { header, path, body }: { readonly header: string; readonly path: string; readonly body: Uint8Array },
): Promise<ServerSession | undefined> {
  const proof = readProofHeader(header);
  if (proof !== undefined) return sessionOfProof(parts, { ...proof, content: { path, digest: digestOf(body) } });
  const token = /^Bearer ([0-9a-f]{32})$/.exec(header)?.[1];
  return token === undefined ? undefined : sessionOfToken(parts, token);
}

/** `coop`: of which co-op the request says it is. */
async function sessionOfToken(
  { store }: SessionParts,
  token: string,
  coop?: string,
): Promise<ServerSession | undefined> {
  const session = await store.catalogue.session(tokenHash(token), coop);
  // Whoever has read it somewhere can do nothing with it once there is a key.
  return session?.key?.isUsed === true ? undefined : plain(session);
}

interface Proof {
  readonly coop: string;
  readonly user: string;
  readonly mac: Uint8Array;
  readonly content: ProvenContent;
}

async function sessionOfProof(
  { store, now }: SessionParts,
  { coop, user, mac, content }: Proof,
): Promise<ServerSession | undefined> {
  const session = await store.catalogue.sessionOfUser(coop, user);
  if (session?.key === undefined) return undefined;
  const { key } = session;
  if (!isProven(bytesOfHex(key.secret), mac, { content, now: now() })) return undefined;
  if (now() - key.agreedAt > KEY_MS && (await canRenew(store, session))) return undefined;
  if (!key.isUsed) await store.catalogue.useKey(coop, user, key.secret);
  return plain(session);
}

/** Who has no key of a log could not, and is not locked out for it. */
async function canRenew(store: ServerStore, { coop, person }: BoundSession): Promise<boolean> {
  return store.read(coop, (reader) =>
    reader.writers().some((writer) => writer.user === person.userId && writer.publicKey !== undefined),
  );
}

function plain(session: BoundSession | undefined): ServerSession | undefined {
  return session === undefined ? undefined : { coop: session.coop, person: session.person };
}

export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
