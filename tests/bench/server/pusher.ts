/** A device made of the protocol's own functions instead of a whole database, so that it costs less than the server. */
import { bytesOfHex, operationId } from '#kernel/ids.ts';
import { memberScope } from '#kernel/module.ts';
import { assert } from '#kernel/result.ts';
import { harvests } from '#modules/harvests/index.ts';
import { chainNext, chainStart } from '#protocol/chain.ts';
import { encodeOperations } from '#protocol/columns.ts';
import type { Operation, WireValue } from '#protocol/operation.ts';
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

/** A harvest as the app makes it, and whose it may be. */
export interface Pattern {
  readonly operation: Operation;
  readonly memberIds: readonly string[];
}

/** Sends so many harvests in one request (none: only asks), and takes in what others have sent. */
export async function pushSome(transport: Transport, pusher: Pusher, pattern: Pattern, count: number): Promise<void> {
  const operations = Array.from({ length: count }, (_, index) => harvestOf(pusher, pattern, pusher.n + index + 1));
  const hash = operations.reduce(chainNext, pusher.hash);
  const proof = new Uint8Array(PROOF_BYTES);
  proof.set(bytesOfHex(pusher.key.user));
  const segment: SyncRequestMessage[6] =
    count === 0
      ? []
      : [
          [
            bytesOfHex(pusher.writer),
            pusher.n + 1,
            count,
            bytesOfHex(hash),
            encodeOperations(operations),
            null,
            null,
            null,
          ],
        ];
  const request: SyncRequestMessage = [
    PROTOCOL_VERSION,
    'bench',
    proof,
    bytesOfHex(pusher.coop),
    pusher.cursor,
    32 * 1024,
    segment,
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
  const stored = answer[2].reduce((sum, run) => sum + run[2], 0);
  assert(stored === count && answer[3].length === 0, 'what was pushed is stored');
  Object.assign(pusher, { n: pusher.n + count, hash, cursor: answer[6] });
}

function harvestOf({ writer, random }: Pusher, { operation, memberIds }: Pattern, n: number): Operation {
  const memberId = random.pick(memberIds);
  const values: Readonly<Record<string, WireValue>> = {
    memberId: { ref: memberId },
    quantityMilli: 1_000 + random.below(90_000),
  };
  const valueOf = new Map(Object.entries(values).map(([field, value]) => [harvests.fields[field]?.no, value]));
  const fields = operation.fields.map((field) => ({ ...field, value: valueOf.get(field.no) ?? field.value }));
  const time = { ms: Date.now(), counter: 0 };
  return { ...operation, writer, n, row: operationId(writer, n), time, fields, scope: memberScope(memberId) };
}
