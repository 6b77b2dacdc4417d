/** Quantities are whole thousandths of a unit: grams for kilograms. */
import { assert } from './result.ts';

export type NumberLocale = 'vi' | 'en';

/** `1.200,5` in Vietnamese, `1,200.5` in English, from 1200500; no zeros at the end. */
export function formatQuantity(milli: number, locale: NumberLocale): string {
  assert(Number.isSafeInteger(milli), 'a quantity is a whole number of thousandths');
  const size = Math.abs(milli);
  const decimals = String(size % 1000)
    .padStart(3, '0')
    .replace(/0+$/, '');
  const whole = groupDigits(String(Math.floor(size / 1000)), locale);
  return `${milli < 0 ? '-' : ''}${whole}${decimals === '' ? '' : `${locale === 'vi' ? ',' : '.'}${decimals}`}`;
}

/** Groups of three digits, by dots in Vietnamese and commas in English. */
export function groupDigits(digits: string, locale: NumberLocale): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, locale === 'vi' ? '.' : ',');
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
