/** What an audit can find, and how it says it to the person who runs the server. */
import { unreachable } from '#kernel/result.ts';

export const FINDING_KINDS = [
  'unreadable',
  'gap',
  'header',
  'payload',
  'hash',
  'number',
  'order',
  'row-name',
  'time',
  'record',
  'mark',
  'event',
  'head',
  'log-end',
  'owner',
  'seal',
  'unsealed-end',
  'rebuild',
  'row-changed',
  'row-lost',
  'row-added',
  'waiting',
] as const;

/** One thing that is not as it was written. */
export interface Finding {
  readonly what: (typeof FINDING_KINDS)[number];
  /** The place in the co-op's log. */
  readonly seq?: number;
  /** The log and the number in it. */
  readonly writer?: string;
  readonly n?: number;
  /** A stored piece, such as `row <id>`; or what the database said. */
  readonly piece?: string;
}

/** One line in plain words. */
export function sayFinding(finding: Finding): string {
  const { seq, writer, n, piece } = finding;
  const place = [
    ...(writer === undefined ? [] : [`log ${writer}`]),
    ...(n === undefined ? [] : [`number ${n}`]),
    ...(seq === undefined ? [] : [`sequence ${seq}`]),
    ...(piece === undefined ? [] : [piece]),
  ];
  return `${place.join(', ')}: ${saidOf(finding.what)}`;
}

function saidOf(what: Finding['what']): string {
  switch (what) {
    case 'unreadable':
      return 'cannot be read as what it should be';
    case 'gap':
      return 'is missing';
    case 'header':
      return 'the header was changed';
    case 'payload':
      return 'the payload is not the one that the header names: what was written in it was changed';
    case 'hash':
      return 'the stored hash is not that of the header';
    case 'number':
      return 'stands under another number than its header says';
    case 'order':
      return 'does not follow the operation before it in its log';
    case 'row-name':
      return 'is filed under another row than its payload names';
    case 'time':
      return 'the time by which it is sorted does not follow from its own';
    case 'record':
      return 'what the server recorded of it was changed: the reason, the time of arrival, what became of it, or whose log it is';
    case 'mark':
      return "the chain's mark was changed";
    case 'event':
      return 'says what became of an operation that is not here';
    case 'head':
      return "the co-op's head is not the end of its log";
    case 'log-end':
      return 'the log ends otherwise than is recorded of it';
    case 'owner':
      return 'nobody knows the person whose log it is';
    case 'seal':
      return 'the seal is not one of this log and its key';
    case 'unsealed-end':
      return 'a log with a key is not sealed to its end';
    case 'rebuild':
      return 'the rows could not be folded anew from the log';
    case 'row-changed':
      return 'is not what the log gives';
    case 'row-lost':
      return 'follows from the log and is not here';
    case 'row-added':
      return 'is here and does not follow from the log';
    case 'waiting':
      return 'was put aside until something comes, and nothing says for what it waits';
    default:
      return unreachable(what);
  }
}
