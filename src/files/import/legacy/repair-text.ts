/**
 * Brings old Vietnamese letters to Unicode, cell by cell: rows that somebody added later are Unicode already. A cell that
 * reads as Vietnamese stays as it is, unless its row is old beyond doubt and has nothing that only Unicode can write.
 */
import type { Cell } from '#kernel/parse/cell.ts';
import { decodeLegacy, isOneByteText, LEGACY_ENCODINGS, type LegacyEncoding } from './encodings.ts';
import { isAscii, isPlausible, plausibility } from './syllable.ts';

export interface RepairedText {
  /** As the file numbers it, from 1. */
  readonly row: number;
  /** From 0. */
  readonly column: number;
  readonly before: string;
  readonly after: string;
  readonly encoding: LegacyEncoding;
}

type Rows = readonly (readonly Cell[])[];

export interface RepairedRows {
  readonly rows: Rows;
  readonly repaired: readonly RepairedText[];
}

interface Verdict {
  /** It reads as Vietnamese without a change. */
  readonly isFine: boolean;
  /** It has letters that only Unicode has. */
  readonly isUnicode: boolean;
  readonly candidates: ReadonlyMap<LegacyEncoding, string>;
}

/** Each cell by itself, doubts by its row and then by the sheet. */
export function repairCells(rows: Rows): RepairedRows {
  const known = new Map<string, Verdict>();
  const verdictOf = (cell: Cell): Verdict | undefined => {
    if (typeof cell !== 'string' || isAscii(cell)) return undefined;
    const verdict = known.get(cell) ?? judge(cell);
    known.set(cell, verdict);
    return verdict;
  };
  const verdicts = rows.map((cells) => cells.map(verdictOf));
  const sheetVotes = votesOf(verdicts.flat());
  return replaced(rows, (row, column) => {
    const verdict = verdicts[row]?.[column];
    if (verdict === undefined || verdict.candidates.size === 0) return undefined;
    const ofRow = verdicts[row] ?? [];
    const rowVotes = votesOf(ofRow);
    if (verdict.isFine && (rowVotes.size === 0 || ofRow.some((each) => each?.isUnicode === true))) return undefined;
    const votes = rowVotes.size > 0 ? rowVotes : sheetVotes;
    const [encoding] = [...verdict.candidates.keys()].sort(
      (left, right) => (votes.get(right) ?? 0) - (votes.get(left) ?? 0),
    );
    if (encoding === undefined || (verdict.isFine && !rowVotes.has(encoding))) return undefined;
    return { encoding, after: verdict.candidates.get(encoding) ?? '' };
  });
}

/**
 * The cells of a text file that is not Unicode, read as windows-1252: the one encoding in which the whole file reads as
 * Vietnamese, for all cells. Undefined when it does so in none.
 */
export function repairWholeFile(rows: Rows): RepairedRows | undefined {
  const texts = [...new Set(rows.flat())].filter((cell) => typeof cell === 'string').filter((text) => !isAscii(text));
  const scores = (['windows1258', 'vni', 'tcvn3', undefined] as const).map((encoding) => {
    const decoded = texts.map((text) => (encoding === undefined ? text : decodeLegacy(text, encoding)));
    const lost = decoded.filter((text) => text === undefined).length;
    const { likely, unlikely } = plausibility(decoded.filter((text) => text !== undefined).join(' '));
    return { encoding, score: { likely, unlikely: unlikely + lost } };
  });
  const [best] = scores.sort((left, right) => right.score.likely - left.score.likely);
  if (best === undefined || !isPlausible(best.score)) return undefined;
  const { encoding } = best;
  if (encoding === undefined) return { rows, repaired: [] };
  return replaced(rows, (row, column) => {
    const cell = rows[row]?.[column];
    if (typeof cell !== 'string' || isAscii(cell)) return undefined;
    const after = decodeLegacy(cell, encoding);
    return after === undefined ? undefined : { encoding, after };
  });
}

function judge(text: string): Verdict {
  const own = plausibility(text);
  const isFine = own.likely > 0 && own.unlikely === 0;
  if (!isOneByteText(text)) return { isFine, isUnicode: own.likely > 0, candidates: new Map() };
  const candidates = new Map<LegacyEncoding, string>();
  for (const encoding of LEGACY_ENCODINGS) {
    const decoded = decodeLegacy(text, encoding);
    if (decoded === undefined || decoded === text) continue;
    const score = plausibility(decoded);
    if (isPlausible(score) && (isFine || score.likely > own.likely)) candidates.set(encoding, decoded);
    // Bytes that are UTF-8 by chance do not come about: nothing else is asked.
    if (encoding === 'double-utf8' && candidates.has(encoding)) break;
  }
  return { isFine, isUnicode: false, candidates };
}

/** Cells that can be only one encoding count for it; what reads well as it stands has no vote. */
function votesOf(verdicts: readonly (Verdict | undefined)[]): ReadonlyMap<LegacyEncoding, number> {
  const votes = new Map<LegacyEncoding, number>();
  for (const verdict of verdicts) {
    if (verdict === undefined || verdict.isFine) continue;
    const [encoding] = verdict.candidates.keys();
    if (encoding !== undefined && verdict.candidates.size === 1) votes.set(encoding, (votes.get(encoding) ?? 0) + 1);
  }
  return votes;
}

function replaced(
  rows: Rows,
  changeOf: (row: number, column: number) => { readonly encoding: LegacyEncoding; readonly after: string } | undefined,
): RepairedRows {
  const repaired: RepairedText[] = [];
  const changed = rows.map((cells, row) =>
    cells.map((cell, column) => {
      const change = changeOf(row, column);
      if (change === undefined || typeof cell !== 'string' || change.after === cell) return cell;
      repaired.push({ row: row + 1, column, before: cell, ...change });
      return change.after;
    }),
  );
  return { rows: changed, repaired };
}
