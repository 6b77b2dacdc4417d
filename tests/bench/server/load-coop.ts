/** Co-ops with their devices for a bench of the server: sessions written into the store, lists sent by the app itself. */
import { hexOf } from '#kernel/ids.ts';
import { required } from '#kernel/result.ts';
import { FOUNDER_ROLES, type Role } from '#kernel/roles.ts';
import { readOutbox, type Session } from '#local-db/index.ts';
import { recordHarvest } from '#modules/harvests/commands.ts';
import { addMember } from '#modules/members/commands.ts';
import { addProduct } from '#modules/products/commands.ts';
import { tokenHash } from '#server/access/sessions.ts';
import type { ServerStore } from '#server/store/store.ts';
import { syncUntilComplete, type Transport } from '#sync/index.ts';
import { keysOf, requestKeyOf, sessionKeyOf, type KeyOwner } from '../../helpers/known-key.ts';
import { must, openDevice } from '../../helpers/local-device.ts';
import { Random } from '../../helpers/random.ts';
import { pusherOf, type Pattern, type Pusher } from './pusher.ts';

export interface LoadCoop {
  readonly coop: string;
  /** Of its devices, 32 hex digits each. */
  readonly tokens: readonly string[];
}

/** Where none are named it is a founder's. */
type RolesOfDevices = readonly (readonly Role[])[];

/** Writes them straight into the store, and closes it. */
export async function enrolled(
  store: ServerStore,
  { coops, devices, roles = [] }: { readonly coops: number; readonly devices: number; readonly roles?: RolesOfDevices },
): Promise<readonly LoadCoop[]> {
  const random = new Random(coops);
  const found: LoadCoop[] = [];
  for (let index = 0; index < coops; index += 1) {
    const coop = hexOf(random.bytes(8));
    const tokens = Array.from({ length: devices }, () => hexOf(random.bytes(16)));
    await store.catalogue.addCoop({ coop, name: `HTX ${index + 1}`, createdAt: 0 });
    for (const [device, token] of tokens.entries()) {
      const key = sessionKeyOf(ownerOf(coop, device, token));
      const label = {
        tokenHash: tokenHash(token),
        coop,
        person: personOf(device, roles),
        deviceName: '',
        createdAt: 0,
      };
      await store.catalogue.addSession({ ...label, key });
    }
    found.push({ coop, tokens });
  }
  await store.close();
  return found;
}

/** Its devices; so many members and a product are on the server. */
export async function foundedCoop(
  { coop, tokens }: LoadCoop,
  transport: Transport,
  members: number,
): Promise<{ readonly pattern: Pattern; readonly devices: readonly Pusher[] }> {
  const token = required(tokens[0], 'a co-op has devices');
  const random = new Random(1);
  const database = openDevice({
    session: { coop, isEnrolled: true, person: personOf(0) },
    now: Date.now,
    randomBytes: (length) => random.bytes(length),
  });
  const memberIds: string[] = [];
  for (let index = 0; index < members; index += 1)
    memberIds.push(await must(database, addMember, { name: `Tẩn Láo Hín ${index + 1}` }));
  const productId = await must(database, addProduct, { name: 'Chè búp tươi', unit: 'kg' });
  const keys = keysOf(requestKeyOf(ownerOf(coop, 0, token)));
  await syncUntilComplete(database, transport, { token, keys, build: 'bench', byteBudget: 32 * 1024 });
  const memberId = required(memberIds[0], 'there are members');
  await must(database, recordHarvest, { memberId, productId, quantityMilli: 1_000 });
  const [operation] = (await readOutbox(database)).segments.flatMap((segment) => segment.operations);
  return {
    pattern: { operation: required(operation, 'a harvest was saved'), memberIds },
    devices: tokens.map((each, index) => pusherOf(coop, index + 1, requestKeyOf(ownerOf(coop, index, each)))),
  };
}

function ownerOf(coop: string, device: number, token: string): KeyOwner {
  return { coop, user: personOf(device).userId, token };
}

function personOf(device: number, roles: RolesOfDevices = []): Session['person'] {
  return { userId: String(device + 1).padStart(16, '0'), roles: roles[device] ?? FOUNDER_ROLES };
}
