/**
 * "Tập thử": a practice co-op with a book of its own on this device. Which tab practises lies in that tab alone, so that
 * closing it is enough to be back in the real book. What makes it impossible to mix up: its databases have names that no
 * book can have, it has no session, and the co-op's name, which stands on every slip and print, says what it is (F14).
 */
import { PRACTICE_COOP } from '#kernel/practice.ts';
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import type { Practice, Profile } from '../profile.ts';

const TAB_KEY = 'so-mua.practice';
/** Somebody wants the practice books gone. */
export const UNWANTED_KEY = 'so-mua.practice-unwanted';
const MEMBER_KEY = 'so-mua.practice-member';
const MADE_KEY = 'so-mua.practice-made';

/** What this tab practises; undefined in a real book. */
export function readPractice(): Practice | undefined {
  const kept = sessionStorage.getItem(TAB_KEY);
  return kept === 'member' || kept === 'office' ? kept : undefined;
}

/** From now on this tab practises. `memberId`: whose farm it is, for the member's practice. */
export function enterPractice(practice: Practice, memberId: string | undefined): void {
  sessionStorage.setItem(TAB_KEY, practice);
  if (memberId !== undefined) localStorage.setItem(MEMBER_KEY, memberId);
}

/** Back to the real book, or to the welcome where there is none. */
export function leavePractice(): void {
  sessionStorage.removeItem(TAB_KEY);
  window.location.replace('/');
}

/** Who practises. Without a token, so that there is nothing to send with. */
export function practiceProfile(practice: Practice): Profile {
  const memberId = localStorage.getItem(MEMBER_KEY) ?? undefined;
  const at = { coop: PRACTICE_COOP, coopName: COOP_NAME, practice };
  return practice === 'office'
    ? { ...at, user: '0000000000000001', roles: FOUNDER_ROLES }
    : { ...at, user: '0000000000000002', roles: ['member'], ...(memberId === undefined ? {} : { memberId }) };
}

/** Whether a whole practice book lies on this device. */
export function isPracticeMade(practice: Practice): boolean {
  return localStorage.getItem(madeKey(practice)) !== null;
}

export function notePracticeMade(practice: Practice, isMade: boolean): void {
  if (isMade) localStorage.setItem(madeKey(practice), 'yes');
  else localStorage.removeItem(madeKey(practice));
}

function madeKey(practice: Practice): string {
  return `${MADE_KEY}.${practice}`;
}

export function forgetPracticeMember(): void {
  localStorage.removeItem(MEMBER_KEY);
}

/** On every slip, statement and print of a practice book. */
const COOP_NAME = 'TẬP THỬ · HTX Chè Suối Mẫu';
