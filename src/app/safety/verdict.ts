/**
 * "Sổ có an toàn không?" as one answer (decision 0028). What the co-op's server has is safe whatever becomes of this
 * device, so everything else is weighed by what lies here alone: how much, how long, and whether a file holds it too.
 */
import type { Browser } from './browser.ts';

/** What was found on this device. Instants in ms since 1970. */
export interface SafetyFacts {
  readonly nowMs: number;
  /** The code of what is wrong with keeping work here, `storage.…`. */
  readonly storageFault: string | undefined;
  /** The browser has promised never to clear the book by itself. */
  readonly isPersistent: boolean;
  /** It was asked on this visit, and made no promise. */
  readonly wasDenied: boolean;
  readonly hasServer: boolean;
  readonly sync: 'idle' | 'syncing' | 'offline' | 'refused';
  readonly unsent: number;
  readonly oldestUnsentAt: number | undefined;
  /** Slips that people have to look at. */
  readonly attention: number;
  /** The last file outside the browser; `holdsAll`: nothing was written since. */
  readonly file: { readonly at: number; readonly holdsAll: boolean } | undefined;
  readonly reminder: Reminder;
  readonly freeBytes: number | undefined;
  /** So little room that it may be a window that forgets everything when it is closed. */
  readonly looksPrivate: boolean;
  /** Server time minus device time, ms; undefined before a server was heard. */
  readonly clockOffMs: number | undefined;
  readonly browser: Browser;
  readonly photosWaiting: number;
  /** Of them, those that the server does not take. */
  readonly photosRefused: number;
}

/** How often somebody wants to be reminded of keeping a file. */
export const REMINDERS = ['never', 'weekly', 'daily'] as const;
export type Reminder = (typeof REMINDERS)[number];

/** `note`: worth knowing, nothing to do. */
export type Level = 'good' | 'note' | 'todo' | 'urgent';
export type NextStep =
  | 'reload'
  | 'file'
  | 'send'
  | 'space'
  | 'desk'
  | 'keep'
  | 'photos'
  | 'clock'
  | 'browser'
  | 'support';

export interface Finding {
  readonly about: 'storage' | 'unsent' | 'attention' | 'file' | 'kept' | 'space' | 'clock' | 'browser' | 'photos';
  readonly level: Level;
  /** Which of the subject's texts says it. */
  readonly says: string;
  readonly values?: Readonly<Record<string, string | number>>;
  readonly next?: NextStep;
}

export interface SafetyVerdict {
  readonly level: 'safe' | 'todo' | 'urgent';
  /** The one most important thing to do; absent when all is well. */
  readonly next: NextStep | undefined;
  /** What calls for it. */
  readonly because: Finding | undefined;
  /** Everything that was looked at, in the order in which it matters. */
  readonly findings: readonly Finding[];
}

export const DAY_MS = 86_400_000;
/** A week without a signal is the longest that a valley is used to. */
export const LONG_UNSENT_MS = 7 * DAY_MS;
/** A book that somebody writes alone, without a newer file. */
const ALONE_TODO_MS = 7 * DAY_MS;
const ALONE_URGENT_MS = 30 * DAY_MS;
export const LITTLE_ROOM_BYTES = 200 * 1024 * 1024;
export const HARDLY_ANY_ROOM_BYTES = 50 * 1024 * 1024;
/** As design U27: a day and more from the server's. */
export const CLOCK_OFF_MS = DAY_MS;

/** The answer: urgent before what should be done, and within each what loses most comes first. */
export function safetyVerdict(facts: SafetyFacts): SafetyVerdict {
  const findings = [
    storage(facts),
    browser(facts),
    unsent(facts),
    space(facts),
    attention(facts),
    file(facts),
    kept(facts),
    photos(facts),
    clock(facts),
  ];
  const because = findings.find(({ level }) => level === 'urgent') ?? findings.find(({ level }) => level === 'todo');
  return {
    level: because === undefined ? 'safe' : because.level === 'urgent' ? 'urgent' : 'todo',
    next: because?.next,
    because,
    findings,
  };
}

/** Whether the home says it: what the browser was asked anyway, and what stands there already, it does not say twice. */
export function isForHome({ level, next, because }: SafetyVerdict): boolean {
  if (level === 'safe' || because?.about === 'storage') return false;
  return level === 'urgent' || (next !== 'keep' && next !== 'browser' && next !== 'desk');
}

/** Nothing lies on this device alone. */
function isHeld({ unsent: count, file: kept }: SafetyFacts): boolean {
  return count === 0 || kept?.holdsAll === true;
}

/** The reminder has come round, and there is something that no file holds. */
export function isFileDue(facts: SafetyFacts): boolean {
  const { reminder, nowMs, oldestUnsentAt } = facts;
  if (reminder === 'never' || isHeld(facts)) return false;
  const since = facts.file?.at ?? oldestUnsentAt ?? nowMs;
  // A clock that jumped back says nothing about how long it was.
  return Math.abs(nowMs - since) >= (reminder === 'daily' ? DAY_MS : 7 * DAY_MS);
}

function days(ms: number): number {
  return Math.max(0, Math.floor(ms / DAY_MS));
}

/** How unsent work gets to safety now: over the network where that works, else into a file. */
function wayOut(facts: SafetyFacts): NextStep {
  if (facts.hasServer && facts.sync !== 'offline' && facts.sync !== 'refused') return 'send';
  return isHeld(facts) ? 'support' : 'file';
}

function storage(facts: SafetyFacts): Finding {
  if (facts.storageFault === undefined) return { about: 'storage', level: 'good', says: 'good' };
  const next = isHeld(facts) ? 'reload' : 'file';
  // The book for the meantime keeps what is written in it; only the main one does not open.
  const level = facts.storageFault === 'storage.capture' ? 'todo' : 'urgent';
  return { about: 'storage', level, says: 'fault', next };
}

function unsent(facts: SafetyFacts): Finding {
  const { unsent: count, nowMs, oldestUnsentAt = nowMs, hasServer } = facts;
  if (count === 0) return { about: 'unsent', level: 'good', says: hasServer ? 'none' : 'nothing' };
  if (!hasServer) return alone(facts);
  const age = nowMs - oldestUnsentAt;
  const values = { count, days: days(age) };
  if (facts.sync === 'refused')
    return { about: 'unsent', level: isHeld(facts) ? 'todo' : 'urgent', says: 'refused', values, next: wayOut(facts) };
  if (age < DAY_MS) return { about: 'unsent', level: 'good', says: 'fresh', values };
  if (facts.sync === 'offline' && isHeld(facts)) return { about: 'unsent', level: 'note', says: 'held', values };
  const level = age >= LONG_UNSENT_MS && !isHeld(facts) ? 'urgent' : 'todo';
  return { about: 'unsent', level, says: 'old', values, next: wayOut(facts) };
}

/** No server has anything: a file is the only second copy. */
function alone(facts: SafetyFacts): Finding {
  const { unsent: count, nowMs, file: kept, oldestUnsentAt = nowMs } = facts;
  const age = nowMs - (kept?.at ?? oldestUnsentAt);
  const values = { count, days: days(age) };
  if (isHeld(facts)) return { about: 'unsent', level: 'good', says: 'aloneHeld', values };
  const says = kept === undefined ? 'alone' : 'aloneSince';
  if (age < ALONE_TODO_MS) return { about: 'unsent', level: 'note', says, values };
  return { about: 'unsent', level: age < ALONE_URGENT_MS ? 'todo' : 'urgent', says, values, next: 'file' };
}

function attention({ attention: count }: SafetyFacts): Finding {
  if (count === 0) return { about: 'attention', level: 'good', says: 'none' };
  return { about: 'attention', level: 'todo', says: 'some', values: { count }, next: 'desk' };
}

function file(facts: SafetyFacts): Finding {
  const { file: kept, nowMs, hasServer } = facts;
  const values = { days: kept === undefined ? 0 : days(nowMs - kept.at) };
  if (isFileDue(facts))
    return { about: 'file', level: 'todo', says: kept === undefined ? 'dueFirst' : 'due', values, next: 'file' };
  if (kept?.holdsAll === true && facts.unsent > 0) return { about: 'file', level: 'good', says: 'holdsAll', values };
  if (facts.unsent === 0 && hasServer)
    return { about: 'file', level: 'good', says: kept === undefined ? 'notNeeded' : 'last', values };
  return { about: 'file', level: 'note', says: kept === undefined ? 'none' : 'older', values };
}

function kept(facts: SafetyFacts): Finding {
  if (facts.isPersistent) return { about: 'kept', level: 'good', says: 'good' };
  if (isHeld(facts)) return { about: 'kept', level: 'note', says: 'noMatter' };
  if (facts.wasDenied) return { about: 'kept', level: 'note', says: 'denied' };
  return { about: 'kept', level: 'todo', says: 'notAsked', next: 'keep' };
}

function space({ freeBytes }: SafetyFacts): Finding {
  if (freeBytes === undefined) return { about: 'space', level: 'note', says: 'unknown' };
  const values = { megabytes: Math.floor(freeBytes / 1024 / 1024) };
  if (freeBytes >= LITTLE_ROOM_BYTES) return { about: 'space', level: 'good', says: 'good' };
  const level = freeBytes < HARDLY_ANY_ROOM_BYTES ? 'urgent' : 'todo';
  return { about: 'space', level, says: 'little', values, next: 'space' };
}

function clock({ clockOffMs }: SafetyFacts): Finding {
  if (clockOffMs === undefined) return { about: 'clock', level: 'note', says: 'unknown' };
  if (Math.abs(clockOffMs) < CLOCK_OFF_MS) return { about: 'clock', level: 'good', says: 'good' };
  const values = { days: days(Math.abs(clockOffMs)) };
  return { about: 'clock', level: 'todo', says: clockOffMs > 0 ? 'behind' : 'ahead', values, next: 'clock' };
}

function browser(facts: SafetyFacts): Finding {
  const { browser: found, looksPrivate } = facts;
  const values = { name: found.name, version: found.version };
  if (looksPrivate && !isHeld(facts))
    return { about: 'browser', level: 'urgent', says: 'private', next: wayOut(facts) };
  if (looksPrivate) return { about: 'browser', level: 'note', says: 'private' };
  if (found.isOld) return { about: 'browser', level: 'todo', says: 'old', values, next: 'browser' };
  if (found.version === 0) return { about: 'browser', level: 'note', says: 'unknown' };
  return { about: 'browser', level: 'good', says: 'good', values };
}

function photos({ photosWaiting, photosRefused }: SafetyFacts): Finding {
  if (photosRefused > 0)
    return { about: 'photos', level: 'todo', says: 'refused', values: { count: photosRefused }, next: 'photos' };
  if (photosWaiting > 0) return { about: 'photos', level: 'note', says: 'waiting', values: { count: photosWaiting } };
  return { about: 'photos', level: 'good', says: 'none' };
}
