/** Days as people write them: day before month, and often only a month or a year. */
import { isIsoDate, isoDateOf } from '../calendar.ts';
import { foldText } from '../text.ts';
import { doubtful, EMPTY, good, isBlank, repaired, unusable, type Cell, type Reading } from './cell.ts';

/** A spreadsheet's day 1 is 1900-01-01, with a 29 February 1900 that never was. */
const SPREADSHEET_DAY_ZERO = -25_569;
const [FIRST_SERIAL, LAST_SERIAL] = [10_000, 80_000];
const [FIRST_YEAR, LAST_YEAR] = [1900, 2100];
/** Two-digit years from here on are of the last century. */
const FIRST_TWO_DIGIT_OF_1900 = 27;

/** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. A bare 2019 is a year, 43539 a day count. */
export function readPartialDate(cell: Cell): Reading<string> {
  if (isBlank(cell)) return EMPTY;
  if (typeof cell === 'object' && cell !== null) return fromParts(cell.day.split('-').map(Number), good);
  if (typeof cell === 'number') return fromNumber(cell);
  if (typeof cell !== 'string') return unusable('date-unreadable');
  const text = foldText(cell);
  if (/^\d+$/.test(text)) return text.length === 2 ? fromTwoDigits(text) : fromNumber(Number(text), true);
  const about = /^(?:khoang|chung|dau nam|cuoi nam|giua nam|nam|dau|cuoi|~)\s*(\d{4})$/.exec(text);
  if (about?.[1] !== undefined) {
    const word = text.startsWith('nam') ? 'date-text' : 'date-about';
    return fromParts([Number(about[1])], (value) =>
      word === 'date-text' ? repaired(value, word) : doubtful(value, word),
    );
  }
  return fromWords(text);
}

function fromNumber(value: number, isText = false): Reading<string> {
  if (Number.isInteger(value) && value >= FIRST_YEAR && value <= LAST_YEAR)
    return isText ? repaired(String(value), 'date-text') : good(String(value));
  if (Number.isInteger(value) && value >= FIRST_SERIAL && value <= LAST_SERIAL)
    return doubtful(isoDateOf(value + SPREADSHEET_DAY_ZERO), 'date-serial');
  return unusable('date-unreadable');
}

function fromTwoDigits(text: string): Reading<string> {
  return doubtful(String(fullYear(text)), 'year-two-digits');
}

function fromWords(text: string): Reading<string> {
  const iso = /^(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?$/.exec(text);
  if (iso !== null) return fromParts([iso[1], iso[2], iso[3]].filter(isGiven).map(Number), asRepair);
  const day =
    /^(?:ngay\s*)?(\d{1,2})(?:\s*[-/.]\s*|\s*thang\s*)(\d{1,2})(?:\s*[-/.]\s*|\s*nam\s*|\s+)(\d{4}|\d{2})$/.exec(text);
  if (day !== null) {
    const [, date = '', month = '', year = ''] = day;
    return fromParts([fullYear(year), Number(month), Number(date)], year.length === 2 ? asShortYear : asRepair);
  }
  const month = /^(?:thang|t)?\s*(\d{1,2})\s*(?:[-/.]|nam|\s)\s*(\d{4})$/.exec(text);
  if (month !== null) return fromParts([Number(month[2]), Number(month[1])], asRepair);
  return unusable('date-unreadable');
}

const isGiven = (part: string | undefined): part is string => part !== undefined;
const asRepair = (value: string): Reading<string> => repaired(value, 'date-text');
const asShortYear = (value: string): Reading<string> => doubtful(value, 'year-two-digits');

function fromParts(parts: readonly number[], wrap: (value: string) => Reading<string>): Reading<string> {
  const [year = 0, month, day] = parts;
  const padded = [
    String(year).padStart(4, '0'),
    ...[month, day].flatMap((part) => (part === undefined ? [] : [two(part)])),
  ];
  const whole = `${padded.join('-')}${['', '-01-01', '-01'][parts.length] ?? ''}`;
  if (!isIsoDate(whole)) return unusable('date-invalid');
  if (year < FIRST_YEAR || year > LAST_YEAR) return unusable('date-implausible');
  return wrap(padded.join('-'));
}

function two(part: number): string {
  return String(part).padStart(2, '0');
}

function fullYear(text: string): number {
  const year = Number(text);
  if (text.length > 2) return year;
  return year >= FIRST_TWO_DIGIT_OF_1900 ? 1900 + year : 2000 + year;
}
