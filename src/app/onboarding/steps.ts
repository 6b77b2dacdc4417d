/** What the steps of the first open share. */
import type { Profile } from '../profile.ts';

export interface StepProps {
  /** Runs work that may fail; its fault is shown at the foot of the page in plain words. */
  readonly attempt: (work: () => Promise<void>) => void;
  readonly isBusy: boolean;
  readonly onEnter: (profile: Profile) => void;
}

/** Where an invitation's QR code leads: `/vao#ABCDEF`, or with a signed invitation in the place of the letters. */
export const JOIN_PATH = '/vao';
/** Where the own old book is brought along. */
export const TAKE_OVER_PATH = '/don-so';

export function deviceName(): string {
  return navigator.userAgent.slice(0, 120);
}

/** The six letters after `#` in an invitation's address `/vao#ABCDEF`, or nothing. */
export function codeInAddress(location: { readonly pathname: string; readonly hash: string }): string {
  return location.pathname === JOIN_PATH && signedIn(location.hash) === '' ? codeLetters(location.hash) : '';
}

/** The text of a signed invitation in an address or in what was pasted, or nothing. */
export function signedIn(text: string): string {
  return /(?:^|#)([A-Za-z0-9_-]{100,})$/.exec(text.trim())?.[1] ?? '';
}

export function codeLetters(text: string): string {
  return text
    .toUpperCase()
    .replace(/[^A-Z]/g, '')
    .slice(0, 6);
}

/** The token after `#` in a set-up link `/thiet-lap#…`, or nothing. */
export function setupTokenInAddress(location: { readonly pathname: string; readonly hash: string }): string {
  return location.pathname === '/thiet-lap' ? location.hash.slice(1) : '';
}
