/** The device's side of a proven request (rules P35 to P37). */
import { bytesOfHex } from '#kernel/ids.ts';
import { Fault } from '#kernel/result.ts';
import { digestOf, PROOF_BYTES, proofHeader, proofMessage, windowAt } from '#protocol/request-proof.ts';
import { encodeProvenRequest, encodeRequest, type SyncRequestMessage } from '#protocol/sync-message.ts';
import type { Transport } from './transport.ts';

/** What proves a request. Its key gives nothing away. */
export interface RequestKey {
  /** 16 hex digits each. */
  readonly coop: string;
  readonly user: string;
  /** The code over the message. */
  mac(message: Uint8Array): Promise<Uint8Array>;
}

export interface RequestKeys {
  /** The key in use; the first time it is agreed on. Undefined where the device can have none. Faults: `sync.…`. */
  current(): Promise<RequestKey | undefined>;
  /** Another key in the place of one that the server no longer takes; undefined when there is none to be had. */
  renewed(): Promise<RequestKey | undefined>;
}

export interface Asking {
  /** Field 2 of a session without a key. */
  readonly token: string;
  readonly keys?: RequestKeys | undefined;
  /** The server's time as far as it is known here, ms since 1970. */
  readonly serverNow: () => Promise<number>;
}

const SYNC_PATH = '/v1/sync';

/**
 * Sends a request with its proof, and once more with the server's own time, and with a renewed key, when it was not
 * taken. `message` has nothing in field 2. Gives request and answer. Faults: the transport's.
 */
export async function ask(
  transport: Transport,
  message: SyncRequestMessage,
  { token, keys, serverNow }: Asking,
): Promise<{ readonly request: Uint8Array; readonly body: Uint8Array }> {
  const send = async (key: RequestKey | undefined, time: number) => {
    const request = await proven(message, { token, key, time });
    return { request, body: await transport.send(request) };
  };
  const key = await keys?.current();
  const serverTime = key === undefined ? 0 : await serverNow();
  try {
    return await send(key, serverTime);
  } catch (cause) {
    const time = timeOfRefusal(cause);
    if (keys === undefined || time === undefined) throw cause;
    if (key !== undefined && windowAt(time) !== windowAt(serverTime)) {
      const outcome = await takenNow(send(key, time));
      if (outcome !== undefined) return outcome;
    }
    const renewed = await keys.renewed();
    if (renewed === undefined) throw cause;
    return send(renewed, time);
  }
}

/** Undefined when the proof is still not taken. */
async function takenNow<T>(sending: Promise<T>): Promise<T | undefined> {
  try {
    return await sending;
  } catch (cause) {
    if (timeOfRefusal(cause) === undefined) throw cause;
    return undefined;
  }
}

function timeOfRefusal(cause: unknown): number | undefined {
  if (!(cause instanceof Fault) || cause.code !== 'sync.unauthorised') return undefined;
  const { serverTime } = cause.values;
  return typeof serverTime === 'number' ? serverTime : undefined;
}

async function proven(
  message: SyncRequestMessage,
  { token, key, time }: { readonly token: string; readonly key: RequestKey | undefined; readonly time: number },
): Promise<Uint8Array> {
  const [version, build, , ...rest] = message;
  if (key === undefined) return encodeRequest([version, build, bytesOfHex(token), ...rest]);
  const proof = new Uint8Array(PROOF_BYTES);
  proof.set(bytesOfHex(key.user));
  return encodeProvenRequest([version, build, proof, ...rest], async (digest) =>
    key.mac(proofMessage({ path: SYNC_PATH, digest }, windowAt(time))),
  );
}

/** The `Authorization` header for a request that is not a sync. `body` as it is sent; `serverTime` in ms since 1970. */
export async function provenHeader(
  key: RequestKey,
  { path, body, serverTime }: { readonly path: string; readonly body: Uint8Array; readonly serverTime: number },
): Promise<string> {
  const mac = await key.mac(proofMessage({ path, digest: digestOf(body) }, windowAt(serverTime)));
  return proofHeader(key.coop, key.user, mac);
}
