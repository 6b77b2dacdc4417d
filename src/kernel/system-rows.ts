/**
 * Rows that the server understands: the shapes behind `TableDefinition.role`. The tables are a module's like any other;
 * what is fixed here are the names that both sides read.
 */
import type { QuarantineReason } from './module.ts';

/** `attention`: a quarantined operation as people see it. Written by the server, never by a device. */
export interface AttentionRow {
  readonly operation: string;
  readonly why: QuarantineReason;
  readonly state: 'open' | 'released' | 'dismissed';
  /** Who wrote it: the user, 16 hex digits. */
  readonly author: string;
  readonly kind: string;
  readonly onTable: number;
  readonly onRow: string;
  /** The operation's canonical payload, base64, in pieces of at most 4,000 characters. */
  readonly payload: readonly string[];
  /** The writer's time, ms since 1970. */
  readonly writtenAt: number;
}

/** `decision`: what the office does with a quarantined operation. */
export interface DecisionRow {
  readonly operation: string;
  readonly action: 'release' | 'dismiss';
  /** For a late document: the open day on which it counts. */
  readonly postOn?: string | undefined;
  readonly note?: string | undefined;
  readonly decidedOn: string;
}

/** `grant`: what a user's devices may hold; an empty list takes everything away. The newest row of a user decides. */
export interface GrantRow {
  readonly userId: string;
  readonly patterns: readonly string[];
}

/** `closed-period`: days up to and including this one take no more documents. */
export interface ClosedPeriodRow {
  readonly closedThrough: string;
}

/** `photo`: names a photo by its content, and with it who may see the bytes: whoever may hold the row. */
export interface PhotoRow {
  /** The record's table, by its number, and the record. */
  readonly onTable: number;
  readonly onRow: string;
  /** SHA-256 of the bytes, 64 hex digits. */
  readonly sha: string;
  readonly bytes: number;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Whose record it is. */
  readonly memberId?: string | undefined;
}

/** What a device shrinks a photo to, and what the server refuses beyond: bytes, and pixels of the longest side. */
export const PHOTO_BYTES = 150 * 1_024;
export const PHOTO_SIDE = 1_280;

/** Where the server writes rows of its own: `<SERVER_WRITER>-<sequence>`. No device may write under it. */
export const SERVER_WRITER = 'ffffffffffffffff';
