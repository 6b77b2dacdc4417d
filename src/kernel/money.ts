/** Money is whole đồng. */
import { assert } from './result.ts';
import { groupDigits } from './quantity.ts';

/** A thousand billion: no document of a co-op goes beyond, and sums of them stay safe integers. */
export const MAX_DONG = 1_000_000_000_000;

/** A thousand million for one unit: dearer than anything that a co-op sells by the unit, so it is a slip of the finger. */
export const MAX_PRICE_DONG = 1_000_000_000;

/** `1.234.567`, without the unit; the same in both languages (rule U22). */
export function formatDong(dong: number): string {
  assert(Number.isSafeInteger(dong), 'money is a whole number of đồng');
  return `${dong < 0 ? '-' : ''}${groupDigits(String(Math.abs(dong)))}`;
}

/** `1.234.567 đ` */
export function moneyText(dong: number): string {
  return `${formatDong(dong)} đ`;
}

/**
 * Quantity (thousandths of the unit) × price (đồng for one whole unit), rounded half up to whole đồng
 * (domain notes 8.1, units: "round the line total half up"); a negative quantity gives exactly the negative amount.
 * Beyond MAX_DONG it is only good for saying that it is too large.
 */
export function lineTotalDong(quantityMilli: number, unitPriceDong: number): number {
  assert(
    Number.isSafeInteger(quantityMilli) && Number.isSafeInteger(unitPriceDong),
    'quantity and price are whole numbers',
  );
  const thousandths = BigInt(Math.abs(quantityMilli)) * BigInt(unitPriceDong);
  const rounded = Number((thousandths + 500n) / 1000n);
  return quantityMilli < 0 && rounded !== 0 ? -rounded : rounded;
}
