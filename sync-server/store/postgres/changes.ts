/** What a run of a body has written, in the form in which it is handed over. */
import type { Person } from '#kernel/module.ts';
import type { RowState } from '#protocol/row-state.ts';
import type { CoopHead, LogEvent, StoredOperation, WriterRecord } from '../store.ts';

export class Changes {
  /** False: there is nothing to hand over. */
  isAny = false;
  /** Rows, claims, pointers and dangling references of before are gone. */
  isCleared = false;
  head: CoopHead;
  readonly operations = new Map<string, StoredOperation>();
  readonly events: LogEvent[] = [];
  readonly chain = new Map<number, string>();
  readonly writers = new Map<string, WriterRecord>();
  readonly persons = new Map<string, Person>();
  readonly seals = new Map<string, { readonly writer: string; readonly n: number; readonly signature: Uint8Array }>();
  readonly rows = new Map<
    string,
    { readonly row: RowState; readonly year: number; readonly author: string | undefined }
  >();
  readonly claims = new Map<string, string>();
  readonly pointers = new Map<string, string>();
  readonly noLongerWaiting = new Set<string>();
  readonly waiting = new Map<string, { readonly id: string; readonly operation: string }>();
  readonly dangling = new Map<string, { readonly row: string; readonly field: number; readonly operation: string }>();

  constructor(head: CoopHead) {
    this.head = head;
  }
}
