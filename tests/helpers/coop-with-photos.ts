/** A co-op in a store, with a harvest for each photo and a row that names it. */
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import { photos } from '#modules/attachments/index.ts';
import { harvests } from '#modules/harvests/index.ts';
import { members } from '#modules/members/index.ts';
import { products } from '#modules/products/index.ts';
import type { ServerStore } from '#server/store/store.ts';
import { HandMade, Log } from '../permissions/hand-made.ts';
import { shaOf } from './pictures.ts';

export async function coopWithPhotos(store: ServerStore, pictures: readonly Uint8Array[]): Promise<void> {
  const coop = await HandMade.on(store);
  const log = new Log('aaaaaaaaaaaaaaaa');
  const memberId = log.add(members, 'create', { name: 'Tẩn Láo Hín' });
  const productId = log.add(products, 'create', { name: 'Chè búp tươi', unit: 'kg' });
  for (const bytes of pictures) {
    const harvest = { memberId, productId, quantityMilli: 5_000, unit: 'kg', harvestedOn: '2026-11-20' };
    const onRow = log.add(harvests, 'post', harvest);
    const about = { onTable: harvests.number, onRow, sha: shaOf(bytes), bytes: bytes.length };
    log.add(photos, 'create', { ...about, width: 1_280, height: 960, memberId });
  }
  const reasons = await coop.push(
    await coop.session({ userId: '00000000000000f0', roles: FOUNDER_ROLES }),
    log.operations,
  );
  await coop.end();
  if ([...reasons.values()].some((reason) => reason !== undefined)) throw new Error('everything is stored');
}
