/** Decimal numbers as people write them, without floating point: whole digits and thousandths stay apart. */
export interface Decimal {
  /** The digits before the decimal sign. */
  readonly whole: string;
  /** The digits after it; empty when there are none. */
  readonly fraction: string;
}

const GROUPED = /^\d{1,3}(?:([.,\s])\d{3})(?:\1\d{3})*$/;

/**
 * `1.200` is one thousand two hundred; `1.200,5` and `1200,5` and `0.5` have decimals. A dot or a comma before exactly
 * three digits groups, unless nothing but zero stands before it, or `comma: 'decimal'` says that a comma never groups.
 * Undefined for anything else: a letter in a number is not guessed.
 */
export function readDecimal(text: string, comma: 'either' | 'decimal' = 'either'): Decimal | undefined {
  const trimmed = text.trim().replace(/[\u00a0\u202f]/g, ' ');
  if (/^\d+$/.test(trimmed)) return { whole: trimmed, fraction: '' };
  const isGrouped = GROUPED.test(trimmed) && !/^0[.,]/.test(trimmed);
  if (isGrouped && !(comma === 'decimal' && /^\d+,\d{3}$/.test(trimmed)))
    return { whole: trimmed.replace(/\D/g, ''), fraction: '' };
  const mixed = /^(\d{1,3}(?:([.\s,])\d{3})+|\d+)([.,])(\d+)$/.exec(trimmed);
  if (mixed === null) return undefined;
  const [, whole = '', group, sign, fraction = ''] = mixed;
  if (group === sign) return undefined;
  return { whole: whole.replace(/\D/g, ''), fraction };
}

/**
 * `decimal × factor` in whole numbers, rounded half up: the place after the decimal sign is counted, not computed.
 * Undefined beyond the numbers that stay exact.
 */
export function timesWhole({ whole, fraction }: Decimal, factor: number): number | undefined {
  const scale = 10n ** BigInt(fraction.length);
  const product = BigInt(`${whole}${fraction}`) * BigInt(factor);
  const rounded = (product + scale / 2n) / scale;
  return rounded > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(rounded);
}
