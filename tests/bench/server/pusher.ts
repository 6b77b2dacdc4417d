/** A device made of the protocol's own functions instead of a whole database, so that it costs less than the server. */
import { bytesOfHex, operationId } from '#kernel/ids.ts';
import { assert } from '#kernel/result.ts';
import { harvests } from '#modules/harvests/index.ts';
import { chainNext, chainStart } from '#protocol/chain.ts';
import { encodeOperations } from '#protocol/columns.ts';
import type { Operation } from '#protocol/operation.ts';
import { PROOF_BYTES, proofMessage, windowAt } from '#protocol/request-proof.ts';
import {
  decodeResponse,
  EMPTY_CURSOR,
  encodeProvenRequest,
  type Cursor,
  type SyncRequestMessage,
} from '#protocol/sync-message.ts';
import { PROTOCOL_VERSION } from '#protocol/version.ts';
import type { RequestKey, Transport } from '#sync/index.ts';
import { Random } from '../../helpers/random.ts';

export interface Pusher {
  readonly coop: string;
  readonly key: RequestKey;
  readonly writer: string;
  readonly random: Random;
  n: number;
  hash: string;
  cursor: Cursor;
}

/** `key`: of the session that speaks; `number` tells a co-op's devices apart. */
export function pusherOf(coop: string, number: number, key: RequestKey): Pusher {
  const writer = `5a1e${String(number).padStart(12, '0')}`;
  return {
    coop,
    key,
    writer,
    random: new Random(number),
    n: 0,
    hash: chainStart(coop, writer),
    cursor: EMPTY_CURSOR,
  };
}

/** Sends one harvest and takes in what others have sent. `pattern`: a harvest as the app makes it. */
export async function pushOne(transport: Transport, pusher: Pusher, pattern: Operation): Promise<void> {
  const operation = harvestOf(pusher, pattern);
  const hash = chainNext(pusher.hash, operation);
  const proof = new Uint8Array(PROOF_BYTES);
  proof.set(bytesOfHex(pusher.key.user));
  const request: SyncRequestMessage = [
    PROTOCOL_VERSION,
    'bench',
    proof,
    bytesOfHex(pusher.coop),
    pusher.cursor,
    32 * 1024,
    [[bytesOfHex(pusher.writer), operation.n, 1, bytesOfHex(hash), encodeOperations([operation]), null, null, null]],
    null,
    null,
    null,
    null,
    null,
  ];
  const message = await encodeProvenRequest(request, async (digest) =>
    pusher.key.mac(proofMessage({ path: '/v1/sync', digest }, windowAt(Date.now()))),
  );
  const answer = decodeResponse(await transport.send(message), message);
  assert(answer[2].length === 1 && answer[3].length === 0, 'what was pushed is stored');
  Object.assign(pusher, { n: operation.n, hash, cursor: answer[6] });
}

function harvestOf(pusher: Pusher, pattern: Operation): Operation {
  const n = pusher.n + 1;
  const quantity = harvests.fields['quantityMilli']?.no;
  const fields = pattern.fields.map((field) =>
    field.no === quantity ? { ...field, value: 1_000 + pusher.random.below(90_000) } : field,
  );
  const time = { ms: Date.now(), counter: 0 };
  return { ...pattern, writer: pusher.writer, n, row: operationId(pusher.writer, n), time, fields };
}
