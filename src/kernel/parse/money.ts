/** Sums of money as offices and farmers write them, to whole đồng. */
import { MAX_DONG } from '../money.ts';
import { foldText } from '../text.ts';
import { cellText, doubtful, EMPTY, good, isBlank, repaired, unusable, type Cell, type Reading } from './cell.ts';
import { readDecimal, timesWhole } from './decimal.ts';

const NOTHING = new Set(['-', '–', 'chua gop', 'khong', 'khong co', 'chua', '0']);
const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1_000,
  nghin: 1_000,
  ngan: 1_000,
  tr: 1_000_000,
  trieu: 1_000_000,
  ty: 1_000_000_000,
  ti: 1_000_000_000,
};
/** A share or a price of less is surely thousands that lost their zeros. */
const IMPLAUSIBLY_LITTLE_DONG = 10_000;

/**
 * `1.500.000`, `1,000,000`, `1.500.000đ`, `3 000 000`, `1,5 triệu`, `2tr`, `2tr5` (2.500.000), `1 triệu rưỡi`, `500k`,
 * `500 nghìn`; `-` and "chưa góp" are 0. Letters among digits are not guessed.
 */
export function readDong(cell: Cell): Reading<number> {
  if (isBlank(cell)) return EMPTY;
  if (typeof cell === 'number') return plausible(fromNumber(cell), true);
  if (typeof cell !== 'string') return unusable('money-unreadable');
  const folded = foldText(cell);
  if (NOTHING.has(folded)) return repaired(0, 'no-value-word');
  if (/^[-–−(]\s*\d/.test(folded)) return unusable('money-negative');
  return plausible(fromText(folded.replace(/\s*(?:vnd|dong|d)\.?$/, '')), false);
}

function fromNumber(value: number): number | string {
  if (value < 0) return 'money-negative';
  const dong = amountOf(cellText(value), 1);
  return dong ?? 'money-unreadable';
}

/** A number of đồng, or the code of what is wrong. */
function fromText(text: string): number | string {
  const match = /^([\d.,\s]*\d)\s*(k|nghin|ngan|trieu|tr|ty|ti)?\s*(ruoi|\d{1,3})?$/.exec(text);
  if (match === null) return 'money-unreadable';
  const [, digits = '', unit = '', rest = ''] = match;
  const factor = UNITS[unit] ?? 1;
  if (rest !== '' && unit === '') return 'money-unreadable';
  const amount = amountOf(digits, factor);
  const more = rest === 'ruoi' ? factor / 2 : Number(`0${rest.padEnd(3, '0')}`) * (factor / 1_000);
  return amount === undefined ? 'money-unreadable' : amount + (rest === '' ? 0 : more);
}

/** Undefined for a fraction of a đồng. */
function amountOf(digits: string, factor: number): number | undefined {
  const decimal = readDecimal(digits, factor === 1 ? 'either' : 'decimal');
  if (decimal === undefined) return undefined;
  const isWhole = factor > 1 || /^0*$/.test(decimal.fraction);
  return isWhole ? timesWhole(decimal, factor) : undefined;
}

function plausible(amount: number | string, isNumber: boolean): Reading<number> {
  if (typeof amount === 'string') return unusable(amount);
  if (amount >= MAX_DONG) return unusable('money-too-large');
  if (amount > 0 && amount < IMPLAUSIBLY_LITTLE_DONG) return doubtful(amount, 'money-implausible');
  return isNumber ? good(amount) : repaired(amount, 'money-text');
}
