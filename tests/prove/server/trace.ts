/** What strace noted of a server's main thread, where SQLite and the sockets are. */
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { createInterface } from 'node:readline';
import type { Random } from '../../helpers/random.ts';

export type TraceEvent =
  | { readonly kind: 'write'; readonly file: string; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: 'cut'; readonly file: string; readonly length: number }
  | { readonly kind: 'sync'; readonly file: string }
  /** A sync request was answered by 200. */
  | { readonly kind: 'answer' };

const CALL = /^(\w+)\(\d+<((?:\\x[0-9a-f]{2})*)>/;
const STRING = /"((?:\\x[0-9a-f]{2})*)"/g;
const ANSWER = Buffer.from('HTTP/1.1 200');

/** The tracer writes on for a moment after its process was killed. */
export async function readTrace(file: string): Promise<readonly TraceEvent[]> {
  for (let tries = 0; tries < 200 && !isFinished(file); tries += 1) await pause(50);
  const events: TraceEvent[] = [];
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    const event = eventOf(line);
    if (event !== undefined) events.push(event);
  }
  return events;
}

function isFinished(file: string): boolean {
  return existsSync(file) && readFileSync(file).subarray(-200).includes('+++');
}

function eventOf(line: string): TraceEvent | undefined {
  const [, call, path = ''] = CALL.exec(line) ?? [];
  if (call === undefined) return undefined;
  const name = bytesOf(path).toString();
  const file = name.slice(name.lastIndexOf('/') + 1);
  if (call === 'fsync' || call === 'fdatasync') return { kind: 'sync', file };
  if (call === 'ftruncate') return { kind: 'cut', file, length: Number(/, (\d+)\)/.exec(line)?.[1]) };
  const bytes = Buffer.concat([...line.matchAll(STRING)].map(([, text = '']) => bytesOf(text)));
  if (call === 'pwrite64') return { kind: 'write', file, at: Number(/, (\d+)\) += \d+$/.exec(line)?.[1]), bytes };
  const isAnswer = bytes.subarray(0, ANSWER.length).equals(ANSWER) && bytes.includes('application/octet-stream');
  return isAnswer ? { kind: 'answer' } : undefined;
}

function bytesOf(text: string): Buffer {
  return Buffer.from(text.replaceAll('\\x', ''), 'hex');
}

const SECTOR_BYTES = 512;

/** A file as a disk has it: what is sure to be there, and what was written since the last sync. */
export class RememberedFile {
  readonly #isHonest: boolean;
  #sure: Buffer;
  #rest: TraceEvent[] = [];

  /** `isHonest`: a sync makes sure; otherwise nothing ever does. */
  constructor(file: string, isHonest: boolean) {
    this.#isHonest = isHonest;
    this.#sure = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
  }

  take(event: TraceEvent): void {
    if (event.kind !== 'sync') {
      this.#rest.push(event);
      return;
    }
    if (!this.#isHonest) return;
    this.#sure = this.#rest.reduce((bytes, each) => applied(bytes, each), this.#sure);
    this.#rest = [];
  }

  /** The content after a cut, with none, all, or some sectors of what was not synced. */
  afterCut(manner: 'none' | 'all' | 'sectors', random: Random): Buffer {
    if (manner === 'none') return this.#sure;
    const isKept = (): boolean => manner === 'all' || random.chance(0.5);
    return this.#rest.reduce((bytes, event) => {
      if (event.kind !== 'write') return isKept() ? applied(bytes, event) : bytes;
      let content = bytes;
      for (let from = 0; from < event.bytes.length; ) {
        // Up to the next border of a sector.
        const to = Math.min(event.bytes.length, from + SECTOR_BYTES - ((event.at + from) % SECTOR_BYTES));
        if (isKept())
          content = applied(content, { ...event, at: event.at + from, bytes: event.bytes.subarray(from, to) });
        from = to;
      }
      return content;
    }, this.#sure);
  }
}

function applied(bytes: Buffer, event: TraceEvent): Buffer {
  if (event.kind === 'cut')
    return Buffer.concat([bytes, Buffer.alloc(Math.max(0, event.length - bytes.length))], event.length);
  if (event.kind !== 'write') return bytes;
  const length = Math.max(bytes.length, event.at + event.bytes.length);
  const content = Buffer.concat([bytes], length);
  event.bytes.copy(content, event.at);
  return content;
}
