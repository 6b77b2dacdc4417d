/** A member's groups are a set: each is put in and taken out by itself. */
import { expect, test } from 'vitest';
import { commit, readerOver } from '#local-db/index.ts';
import { refuse } from '#kernel/result.ts';
import { must, openOffice } from '../../../tests/helpers/local-device.ts';
import { addMember, joinGroup, leaveGroup } from './commands.ts';
import { members } from './index.ts';
import { MOST_GROUPS } from './records.ts';

async function aMember() {
  const office = openOffice();
  const id = await must(office, addMember, { name: 'Tẩn Láo Hín' });
  const groups = async () => (await readerOver(office.store.reader).get(members, id))?.groups;
  return { office, id, groups };
}

test('groups are put in one by one, cleaned, once each, and taken out again', async () => {
  const { office, id, groups } = await aMember();
  await must(office, joinGroup, { id, group: ' Tổ  chè hữu cơ ' });
  await must(office, joinGroup, { id, group: 'Lò sấy số 2' });
  await must(office, joinGroup, { id, group: 'Tổ chè hữu cơ' });
  expect(await groups()).toEqual(['Lò sấy số 2', 'Tổ chè hữu cơ']);
  await must(office, leaveGroup, { id, group: 'Lò sấy số 2' });
  await must(office, leaveGroup, { id, group: 'không có' });
  expect(await groups()).toEqual(['Tổ chè hữu cơ']);
  await must(office, leaveGroup, { id, group: 'Tổ chè hữu cơ' });
  expect(await groups()).toBeUndefined();
});

test('a group without a name and one too many are refused', async () => {
  const { office, id, groups } = await aMember();
  expect(await commit(office, joinGroup, { id, group: '  ' })).toEqual(refuse('members.groupEmpty'));
  for (let number = 1; number <= MOST_GROUPS; number += 1) await must(office, joinGroup, { id, group: `Tổ ${number}` });
  const outcome = await commit(office, joinGroup, { id, group: 'Tổ thêm' });
  expect(outcome).toEqual(refuse('members.groupTooMany', { limit: MOST_GROUPS }));
  expect(await groups()).toHaveLength(MOST_GROUPS);
});
