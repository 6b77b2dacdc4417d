/** Areas in the units of the place, to whole m² (values: domain notes, units; each varies by region and is a setting). */
import { M2_BY_UNIT, type AreaUnit } from '../quantity.ts';
import { foldText } from '../text.ts';
import { cellText, doubtful, EMPTY, good, isBlank, repaired, unusable, type Cell, type Reading } from './cell.ts';
import { readDecimal, timesWhole } from './decimal.ts';

const WORDS: Readonly<Record<string, AreaUnit>> = {
  ha: 'ha',
  hec: 'ha',
  m2: 'm2',
  m: 'm2',
  sao: 'sao_bac',
  mau: 'mau_bac',
  thuoc: 'thuoc_bac',
  cong: 'cong_nam',
};
/** More than a household tills (Land Law 2024, art. 176: 30 ha at most of one kind of perennial land). */
const IMPLAUSIBLY_LARGE_M2 = 300_000;
const PART = /(\d+\/\d+|\d[\d.,]*)\s*(hec ?ta|ha|mau|m2|m|sao|thuoc|cong)?\s*(ruoi)?/g;

/** The unit that a heading names: `Diện tích (sào Bắc Bộ)`; undefined when it names none. */
export function areaUnitOf(heading: string): AreaUnit | undefined {
  const folded = foldText(heading).replace('²', '2');
  if (/sao (trung|t\.)/.test(folded)) return 'sao_trung';
  const word = /\b(ha|m2|sao|mau|cong)\b/.exec(folded.replace(/dien tich/, ''))?.[1];
  return word === undefined ? undefined : WORDS[word];
}

/**
 * `0,5 ha`, `0.5 ha`, `1.200 m2`, `3 sào 5 thước`, `2 sào rưỡi`, `1/2 mẫu`; a bare number is in `unit`. "Khoảng" is a
 * warning, more than a household tills an error: surely the unit is another one.
 */
export function readArea(cell: Cell, unit: AreaUnit): Reading<number> {
  if (isBlank(cell)) return EMPTY;
  if (typeof cell === 'number') return plausible(sumOf(cellText(cell), unit), good);
  if (typeof cell !== 'string') return unusable('area-unreadable');
  const folded = foldText(cell).replace('²', '2');
  const isAbout = /^(?:khoang|chung|tam|~)\s*/.test(folded);
  const text = folded.replace(/^(?:khoang|chung|tam|~)\s*/, '');
  if (/^[-–−]\s*\d/.test(text)) return unusable('area-negative');
  return plausible(sumOf(text, unit), (value) =>
    isAbout ? doubtful(value, 'area-about') : repaired(value, 'area-text'),
  );
}

function plausible(area: number | undefined, wrap: (value: number) => Reading<number>): Reading<number> {
  if (area === undefined || area <= 0) return unusable('area-unreadable');
  return area > IMPLAUSIBLY_LARGE_M2 ? unusable('area-implausible') : wrap(area);
}

function sumOf(text: string, unit: AreaUnit): number | undefined {
  let sum = 0;
  const rest = text.replace(PART, (_part, digits: string, word: string | undefined, half: string | undefined) => {
    const factor = M2_BY_UNIT[word === undefined ? unit : (WORDS[word.split(' ')[0] ?? ''] ?? unit)];
    sum += (partOf(digits, factor) ?? Number.NaN) + (half === undefined ? 0 : factor / 2);
    return '';
  });
  return rest.trim() === '' && Number.isSafeInteger(sum) ? sum : undefined;
}

function partOf(digits: string, factor: number): number | undefined {
  const [above, below] = digits.split('/');
  if (below !== undefined) {
    const whole = Number(above) * factor;
    return Number(below) > 0 && whole % Number(below) === 0 ? whole / Number(below) : undefined;
  }
  const decimal = readDecimal(digits);
  return decimal === undefined ? undefined : timesWhole(decimal, factor);
}
