import { decode, encode } from 'cborg';
import { expect, test } from 'vitest';
import { isLockedFile, lockFile, unlockFile } from './locked-file.ts';

const FILE = new TextEncoder().encode('twelve slips of tea');
const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));

test('[F2] a locked file opens with its passphrase, however the phone writes its marks, and shows nothing of itself', async () => {
  const locked = await lockFile(FILE, 'chè búp tươi', random);
  expect(isLockedFile(locked)).toBe(true);
  expect(Buffer.from(locked).includes('slips')).toBe(false);
  expect(await unlockFile(locked, 'chè búp tươi'.normalize('NFD'))).toEqual(FILE);
});

test('[F2] a wrong passphrase says so, and a damaged file says that', async () => {
  const locked = await lockFile(FILE, 'chè búp tươi', random);
  await expect(unlockFile(locked, 'chè búp tuoi')).rejects.toMatchObject({ code: 'backup.wrongPassphrase' });
  const damaged = Uint8Array.from(locked, (byte, index) => (index === locked.length - 20 ? byte ^ 1 : byte));
  await expect(unlockFile(damaged, 'chè búp tươi')).rejects.toMatchObject({ code: 'backup.damaged' });
  await expect(unlockFile(locked.slice(0, 60), 'chè búp tươi')).rejects.toMatchObject({ code: 'backup.damaged' });
});

test('[F2] two files of the same work under the same passphrase have nothing in common', async () => {
  const [one, other] = [await lockFile(FILE, 'chè búp tươi', random), await lockFile(FILE, 'chè búp tươi', random)];
  const sealedOf = (file: Uint8Array): unknown => (decode(file) as readonly unknown[])[5];
  expect(sealedOf(one)).not.toEqual(sealedOf(other));
});

test('a file of a later app, or one that wants the phone to count for hours, is not opened', async () => {
  const [mark, , rounds, ...rest] = decode(await lockFile(FILE, 'chè búp tươi', random)) as readonly unknown[];
  const file = (format: number, counted: unknown): Uint8Array => encode([mark, format, counted, ...rest]);
  await expect(unlockFile(file(2, rounds), 'chè búp tươi')).rejects.toMatchObject({ code: 'backup.newer' });
  await expect(unlockFile(file(1, 1_000_000_000), 'chè búp tươi')).rejects.toMatchObject({ code: 'backup.damaged' });
});

test('what is no locked file is none', () => {
  expect(isLockedFile(FILE)).toBe(false);
  expect(isLockedFile(encode(['so-mua', 1]))).toBe(false);
});
