/** A device without a screen: the real local database in memory, the real protocol, the real server over HTTP. */
import { deflateSync, inflateSync } from 'node:zlib';
import { readerOver, unsentSummary, type LocalDatabase } from '#local-db/index.ts';
import { hexOf } from '#kernel/ids.ts';
import type { Person } from '#kernel/module.ts';
import { Fault, required } from '#kernel/result.ts';
import { FOUNDER_ROLES, type Role } from '#kernel/roles.ts';
import { harvests } from '#modules/harvests/index.ts';
import { enrolResponseSchema, inviteResponseSchema, type InviteRequest } from '#protocol/enrol.ts';
import { syncUntilComplete, type Transport } from '#sync/index.ts';
import { openDevice } from '../helpers/local-device.ts';
import { nodeSigner } from '../helpers/node-signer.ts';

export interface Peer {
  readonly database: LocalDatabase;
  readonly token: string;
  /** Where the server is now. */
  readonly server: { port: number };
  /** Told the status of every answer to a sync. */
  heard?: (status: number) => void;
}

const randomBytes = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));

async function post(port: number, path: string, body: object, token = ''): Promise<unknown> {
  const response = await fetch(`http://localhost:${port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  return response.json();
}

/** The founding office of a new co-op. */
export async function founder(
  server: { port: number },
  setupToken: string,
  names: { readonly coopName?: string; readonly personName?: string; readonly deviceName?: string } = {},
): Promise<Peer> {
  const request = {
    kind: 'found',
    setupToken,
    coop: hexOf(randomBytes(8)),
    coopName: 'HTX',
    personName: 'Niềm',
    deviceName: 'prove',
    proof: hexOf(randomBytes(16)),
    ...names,
  };
  return peerOf(server, await post(server.port, '/v1/enrol', request));
}

/** The six letters of an invitation, by an office whose token counts. */
export async function invitation({ server, token }: Peer, request: InviteRequest): Promise<string> {
  return inviteResponseSchema.parse(await post(server.port, '/v1/invite', request, token)).code;
}

/** Another device of the office, by invitation; it does everything there unless told otherwise. */
export async function colleague(office: Peer, roles: readonly Role[] = FOUNDER_ROLES): Promise<Peer> {
  const { port } = office.server;
  const code = await invitation(office, { roles: [...roles] });
  const request = { kind: 'join', code, deviceName: 'prove', proof: hexOf(randomBytes(16)) };
  return peerOf(office.server, await post(port, '/v1/enrol', request));
}

function peerOf(server: { port: number }, answer: unknown): Peer {
  const { coop, user, roles, token } = enrolResponseSchema.parse(answer);
  const person: Person = { userId: user, roles };
  const session = { coop, person, isEnrolled: true };
  const database = openDevice({ session, now: () => Date.now(), randomBytes, signer: nodeSigner });
  return { database, token, server };
}

/** Faults: `sync.offline` while the server is gone, and what the sync itself throws. */
export async function sync(peer: Peer): Promise<void> {
  const transport: Transport = {
    send: async (body) => {
      try {
        const response = await fetch(`http://localhost:${peer.server.port}/v1/sync`, {
          method: 'POST',
          headers: {
            'content-type': 'application/octet-stream',
            'content-encoding': 'deflate',
            'accept-encoding': 'identity',
          },
          body: new Uint8Array(deflateSync(body)),
        });
        const bytes = new Uint8Array(await response.arrayBuffer());
        peer.heard?.(response.status);
        if (!response.ok) throw new Error(`status ${response.status}`);
        return response.headers.get('content-encoding') === 'deflate' ? bytesOf(bytes) : bytes;
      } catch (cause) {
        throw new Fault('sync.offline', { cause });
      }
    },
  };
  await syncUntilComplete(peer.database, transport, { token: peer.token, build: 'prove', byteBudget: 128 * 1024 });
}

/** `fetch` inflates by itself; a body that is still deflated is inflated here. */
function bytesOf(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0x78 ? new Uint8Array(inflateSync(bytes)) : bytes;
}

/** Ids of all harvests that a device holds, and the sum of their quantities. */
export async function heldHarvests(peer: Peer): Promise<{ readonly ids: readonly string[]; readonly milli: number }> {
  const rows = await readerOver(peer.database.store.reader).list(harvests);
  return { ids: rows.map((row) => row.id), milli: rows.reduce((sum, row) => sum + row.quantityMilli, 0) };
}

/** False when the server cannot be had now. */
export async function trySync(peer: Peer): Promise<boolean> {
  try {
    await sync(peer);
    return true;
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    return false;
  }
}

/** After everybody has synced: what a fresh device of the office misses of so many saved harvests, or has twice. */
export async function whatIsWrong(peers: readonly Peer[], saved: number): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const peer of peers) await sync(peer);
  const fresh = await colleague(required(peers[0], 'the office'));
  await sync(fresh);
  const theirs = await heldHarvests(fresh);
  if (theirs.ids.length !== saved) wrong.push(`${saved} saved, ${theirs.ids.length} came out`);
  if (new Set(theirs.ids).size !== theirs.ids.length) wrong.push('something came out twice');
  for (const peer of peers) {
    const { count, attention } = await unsentSummary(peer.database);
    if (count + attention > 0) wrong.push(`${count} unsent and ${attention} in quarantine`);
  }
  return wrong;
}
