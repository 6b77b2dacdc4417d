import { encode as encodeQr } from 'uqr';
import { expect, test } from 'vitest';
import { SEAL_BYTES } from './seal.ts';
import { encodeInvitation, invitationText, readInvitation, type InvitationContent } from './signed-invitation.ts';

const SEAL = new Uint8Array(SEAL_BYTES).fill(0xa7);
const DRIVER: InvitationContent = {
  coop: 'c0ffee0000000001',
  coopName: 'Hợp tác xã Chè Shan Suối Vàng',
  roles: ['sales', 'driver'],
  expiresAt: Date.UTC(2027, 0, 24),
  nonce: '0123456789abcdef',
  writer: 'fedcba9876543210',
};
const MEMBER: InvitationContent = {
  ...DRIVER,
  roles: ['member'],
  member: { id: '00112233445566aa-31', name: 'Tẩn Láo Hín', code: 'SV-001', village: 'Sín Chải' },
};
const LONGEST: InvitationContent = {
  ...MEMBER,
  coopName: 'Ứ'.repeat(120),
  member: {
    id: '00112233445566aa-999999999999999',
    name: 'Ộ'.repeat(120),
    code: 'Đ'.repeat(40),
    village: 'Ễ'.repeat(120),
  },
};

const textOf = (content: InvitationContent): string => invitationText(encodeInvitation(content), SEAL);

test.each([DRIVER, MEMBER])('[P42] an invitation is read as it was written', (content) => {
  const read = readInvitation(textOf(content));
  expect(read).toEqual({ ...content, content: encodeInvitation(content), seal: SEAL });
});

test('[P42] names are shortened, the rest is whole', () => {
  const read = readInvitation(textOf(LONGEST));
  expect(read).toMatchObject({
    coopName: 'Ứ'.repeat(48),
    member: { id: LONGEST.member?.id, name: 'Ộ'.repeat(40), code: 'Đ'.repeat(16), village: 'Ễ'.repeat(24) },
  });
});

test('[P42] what is none of ours is none', () => {
  const good = textOf(MEMBER);
  const cut = [...Array(good.length).keys()].map((length) => readInvitation(good.slice(0, length)));
  // Without its last letters the seal is short of bytes, and takes them from the content.
  expect(cut.every((read) => read === undefined)).toBe(true);
  for (const text of ['', 'ABCDEF', 'A'.repeat(2_000), `${good}=`, good.replace('-', '+'), '_'.repeat(300)])
    expect([text, text === good ? undefined : readInvitation(text)]).toEqual([text, undefined]);
  const { member: _none, ...withoutEntry } = MEMBER;
  expect(readInvitation(textOf(withoutEntry))).toBeUndefined();
  expect(readInvitation(textOf({ ...DRIVER, member: MEMBER.member ?? { id: '', name: '' } }))).toBeUndefined();
});

test('[P42] its QR code stays one that another phone reads: at least 4 px a module on a phone of 360 px', () => {
  const link = (content: InvitationContent): string => `https://so.htx-suoi-vang.example/vao#${textOf(content)}`;
  const figures = [DRIVER, MEMBER, LONGEST].map((content) => {
    const text = link(content);
    const { version } = encodeQr(text, { ecc: 'L' });
    return { letters: text.length, version };
  });
  console.log(figures.map(({ letters, version }) => `${letters} letters, QR version ${version}`).join(' · '));
  expect(figures.slice(0, 2).every(({ version }) => version <= 12)).toBe(true);
  expect(figures[2]?.version).toBeLessThanOrEqual(20);
});
