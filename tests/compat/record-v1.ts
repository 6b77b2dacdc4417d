/** Writes the recordings of version 1 that are missing; what is there stays as it is. */
import { existsSync, writeFileSync } from 'node:fs';
import { bytesOfHex, hexOf } from '#kernel/ids.ts';
import { chainOver, chainStart } from '#protocol/chain.ts';
import { encodeOperations, encodeRows } from '#protocol/columns.ts';
import { encodeRequest, encodeResponse } from '#protocol/sync-message.ts';
import { COOP, operations, request, response, rows, WRITER } from './v1/given.ts';

const recordings: Readonly<Record<string, Uint8Array>> = {
  operations: encodeOperations(operations),
  chain: bytesOfHex(chainOver(chainStart(COOP, WRITER), operations)),
  rows: encodeRows(rows),
  request: encodeRequest(request),
  response: encodeResponse(response, encodeRequest(request)),
};
for (const [name, bytes] of Object.entries(recordings)) {
  const file = `tests/compat/v1/${name}.hex`;
  if (!existsSync(file)) writeFileSync(file, `${hexOf(bytes)}\n`);
}
