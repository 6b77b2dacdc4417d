import { encode } from 'cborg';
import { bytesOfHex } from '#kernel/ids.ts';
import { Fault } from '#kernel/result.ts';
import { registry } from '#modules/registry.ts';
import { decodeSyncError, decodeRequest, decodeResponse, encodeRequest, withCheck } from '#protocol/sync-message.ts';
import { PROTOCOL_VERSION } from '#protocol/version.ts';
import { handleSync, tokenHash } from '#server/sync/handle-sync.ts';
import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import { Random } from '../helpers/random.ts';
import type { Proof } from './prove.ts';

const COOP = 'c0ffee0000000001';
const TOKEN = '0f'.repeat(16);
const LONGEST_MS = 250;

/** Messages that were changed, cut, lengthened or made up: the server answers in its own format, the device by a fault. */
export async function fuzz(count: number): Promise<Proof> {
  const failures: string[] = [];
  const random = new Random(20_261_124);
  const store = openSqliteStore({ dataDir: ':memory:' });
  store.catalogue.addCoop({ coop: COOP, name: 'HTX', createdAt: 0 });
  const person = { userId: 'u', role: 'office' } as const;
  store.catalogue.addSession(tokenHash(TOKEN), { coop: COOP, person }, { deviceName: 'fuzz', createdAt: 0 });
  const server = { store, registry, now: () => Date.UTC(2026, 10, 24) };
  const segment: [Uint8Array, number, number, Uint8Array, Uint8Array, null] = [
    bytesOfHex('00112233445566aa'),
    1,
    3,
    bytesOfHex('0f'.repeat(16)),
    Uint8Array.from({ length: 60 }, (_, index) => (index * 37) & 0xff),
    null,
  ];
  const request = encodeRequest([
    PROTOCOL_VERSION,
    'fuzz',
    bytesOfHex(TOKEN),
    bytesOfHex(COOP),
    [0, new Uint8Array(0)],
    4_000,
    [segment],
    null,
    null,
    null,
    null,
  ]);
  const response = handleSync(server, encodeRequestWithout(request)).body;
  for (let index = 0; index < count; index += 1) {
    const startedAt = Date.now();
    const bytes = mutated(random, index % 2 === 0 ? request : response);
    const trouble =
      isTyped(() => decodeRequest(bytes)) ??
      isTyped(() => decodeResponse(bytes, request)) ??
      answersInFormat(server, bytes);
    const tookMs = Date.now() - startedAt;
    if (trouble !== undefined) failures.push(`message ${index}: ${trouble}`);
    if (tookMs > LONGEST_MS) failures.push(`message ${index} took ${tookMs} ms`);
  }
  store.close();
  return { checked: count, failures };
}

/** A request that pushes nothing, for an answer to begin with. */
function encodeRequestWithout(request: Uint8Array): Uint8Array {
  const [version, build, token, coop, cursor, budget] = decodeRequest(request);
  return encodeRequest([version, build, token, coop, cursor, budget, [], null, null, null, null]);
}

function mutated(random: Random, original: Uint8Array): Uint8Array {
  const way = random.below(5);
  if (way === 0) return original.slice(0, random.below(original.length + 1));
  if (way === 1) return Uint8Array.from({ length: random.below(200) }, () => random.below(256));
  if (way === 2)
    return withCheck(encode([random.below(3), 'x', random.below(2 ** 31), [], null, { a: random.below(9) }]));
  const bytes = Uint8Array.from(original);
  for (let changes = 1 + random.below(4); changes > 0; changes -= 1)
    bytes[random.below(bytes.length)] = random.below(256);
  return way === 3 ? bytes : Uint8Array.from([...bytes, ...bytes.slice(0, random.below(40))]);
}

function isTyped(body: () => unknown): string | undefined {
  try {
    body();
    return undefined;
  } catch (cause) {
    return cause instanceof Fault ? undefined : String(cause);
  }
}

function answersInFormat(server: Parameters<typeof handleSync>[0], bytes: Uint8Array): string | undefined {
  const answer = handleSync(server, bytes);
  if (answer.status === 200) return isTyped(() => decodeResponse(answer.body, bytes));
  const { code } = decodeSyncError(answer.body);
  return code === 'sync.internal' ? `status ${answer.status}, ${code}` : undefined;
}
