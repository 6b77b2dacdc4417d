/**
 * An invitation that a device makes without any connection (rules P42 to P44): what the invited person is to do, signed
 * with the key of the inviter's log. It travels as a QR code or a link; the server lets the new device in when it knows
 * that log. Names are shortened, since every byte makes the code harder to scan; the server answers with whole ones.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { decode, encode } from 'cborg';
import { bytesOfHex, hexOf } from '#kernel/ids.ts';
import { Fault } from '#kernel/result.ts';
import { FARM_ROLES, hasRole, readRoles, type Role } from '#kernel/roles.ts';
import { SEAL_BYTES } from './seal.ts';

const FORMAT = 1;
const COOP_NAME_LETTERS = 48;
const NAME_LETTERS = 40;
const CODE_LETTERS = 16;
const VILLAGE_LETTERS = 24;
/** A link of more than this is none of ours. */
const MOST_LETTERS = 1_200;
const SECOND_MS = 1_000;
const ID_BYTES = 8;

export interface InvitationContent {
  /** 16 hex digits. */
  readonly coop: string;
  readonly coopName: string;
  readonly roles: readonly Role[];
  readonly member?: InvitedMember;
  /** ms since 1970, whole seconds. */
  readonly expiresAt: number;
  /** 16 hex digits: it joins once. */
  readonly nonce: string;
  /** The inviter's log, 16 hex digits. */
  readonly writer: string;
}

export interface InvitedMember {
  readonly id: string;
  readonly name: string;
  readonly code?: string;
  readonly village?: string;
}

/** The bytes that are signed and travel. */
export function encodeInvitation(invitation: InvitationContent): Uint8Array {
  const { coop, coopName, roles, member, expiresAt, nonce, writer } = invitation;
  const [memberWriter = '', memberN = ''] = member?.id.split('-') ?? [];
  const entry =
    member === undefined
      ? []
      : [
          bytesOfHex(memberWriter),
          Number(memberN),
          cut(member.name, NAME_LETTERS),
          cut(member.code ?? '', CODE_LETTERS),
          cut(member.village ?? '', VILLAGE_LETTERS),
        ];
  return encode([
    FORMAT,
    bytesOfHex(coop),
    cut(coopName, COOP_NAME_LETTERS),
    roles.join(' '),
    Math.floor(expiresAt / SECOND_MS),
    bytesOfHex(nonce),
    bytesOfHex(writer),
    ...entry,
  ]);
}

/** What is signed with the log's key. */
export function invitationMessage(content: Uint8Array): Uint8Array {
  return sha256(Uint8Array.from([...new TextEncoder().encode('so-mua invitation 1\n'), ...content]));
}

/** Content and seal as they stand after `#` in the link. */
export function invitationText(content: Uint8Array, seal: Uint8Array): string {
  const binary = Array.from([...content, ...seal], (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

export interface ReadInvitation extends InvitationContent {
  readonly content: Uint8Array;
  readonly seal: Uint8Array;
}

/** Reads the text of a link. Undefined for what is none of ours; whether the seal is good only the server can say. */
export function readInvitation(text: string): ReadInvitation | undefined {
  if (text.length > MOST_LETTERS || !/^[A-Za-z0-9_-]+$/.test(text)) return undefined;
  try {
    const whole = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) =>
      letter.charCodeAt(0),
    );
    const content = whole.subarray(0, whole.length - SEAL_BYTES);
    return { ...contentOf(content), content, seal: whole.subarray(whole.length - SEAL_BYTES) };
  } catch {
    // Cut, or something else altogether.
    return undefined;
  }
}

/** Fault `enrol.malformed` for anything that `encodeInvitation` does not write. */
function contentOf(content: Uint8Array): InvitationContent {
  const parts: unknown = decode(content, { allowIndefinite: false, rejectDuplicateMapKeys: true });
  if (!Array.isArray(parts) || parts[0] !== FORMAT) throw new Fault('enrol.malformed');
  const [, coop, coopName, named, seconds, nonce, writer, ...entry]: readonly unknown[] = parts;
  const roles = readRoles({ roles: textOf(named).split(' ') });
  // Who writes for a member is invited with that member's entry, and nobody else is.
  if (roles === undefined || hasRole({ roles }, FARM_ROLES) !== entry.length > 0) throw new Fault('enrol.malformed');
  return {
    coop: idOf(coop),
    coopName: textOf(coopName),
    roles,
    expiresAt: numberOf(seconds) * SECOND_MS,
    nonce: idOf(nonce),
    writer: idOf(writer),
    ...(entry.length === 0 ? {} : { member: memberOf(entry) }),
  };
}

function memberOf([writer, n, name, code, village]: readonly unknown[]): InvitedMember {
  const [memberCode, memberVillage] = [textOf(code), textOf(village)];
  return {
    id: `${idOf(writer)}-${numberOf(n)}`,
    name: textOf(name),
    ...(memberCode === '' ? {} : { code: memberCode }),
    ...(memberVillage === '' ? {} : { village: memberVillage }),
  };
}

function idOf(value: unknown): string {
  if (!(value instanceof Uint8Array) || value.length !== ID_BYTES) throw new Fault('enrol.malformed');
  return hexOf(value);
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new Fault('enrol.malformed');
  return value;
}

function numberOf(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value <= 0) throw new Fault('enrol.malformed');
  return value;
}

/** Whole letters, never half of one. */
function cut(text: string, letters: number): string {
  return Array.from(text.normalize('NFC')).slice(0, letters).join('');
}
