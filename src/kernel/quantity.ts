/** Quantities are whole thousandths of a unit: grams for kilograms. */
import { assert } from './result.ts';

/** `1.200,5` from 1200500; no zeros at the end. The same in both languages, like the paper (decision 0007, rule U22). */
export function formatQuantity(milli: number): string {
  assert(Number.isSafeInteger(milli), 'a quantity is a whole number of thousandths');
  const size = Math.abs(milli);
  const decimals = String(size % 1000)
    .padStart(3, '0')
    .replace(/0+$/, '');
  const whole = groupDigits(String(Math.floor(size / 1000)));
  return `${milli < 0 ? '-' : ''}${whole}${decimals === '' ? '' : `,${decimals}`}`;
}

/** Groups of three digits, by dots. */
export function groupDigits(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, '.');
}

/** `12,5 kg` */
export function quantityText(milli: number, unit: string): string {
  return `${formatQuantity(milli)} ${unit}`;
}

/** Grams in one unit of mass (common values; each co-op may set its own). */
export const GRAMS_BY_UNIT = { g: 1, lang: 100, kg: 1_000, yen: 10_000, ta: 100_000, tan: 1_000_000 } as const;

/** Square metres in one local unit of area (common values; each co-op may set its own). */
export const M2_BY_UNIT = {
  m2: 1,
  thuoc_bac: 24,
  sao_bac: 360,
  mau_bac: 3_600,
  sao_trung: 500,
  mau_trung: 5_000,
  cong_nam: 1_000,
  ha: 10_000,
} as const;

export type AreaUnit = keyof typeof M2_BY_UNIT;

export function isAreaUnit(text: string | undefined): text is AreaUnit {
  return text !== undefined && text in M2_BY_UNIT;
}

/** How many of a local unit an area is, in thousandths rounded half up: 900 m² are 2500 thousandths of a sào Bắc Bộ. */
export function areaInUnit(areaM2: number, unit: AreaUnit): number {
  const m2 = M2_BY_UNIT[unit];
  return Math.floor((areaM2 * 2_000 + m2) / (m2 * 2));
}

/** Whole m² of a quantity of a local unit, given in thousandths, rounded half up. */
export function areaToM2(milli: number, unit: AreaUnit): number {
  return Math.floor((milli * M2_BY_UNIT[unit] + 500) / 1_000);
}
