import type { Reader, Stored } from '#kernel/module.ts';
import { areaInUnit, formatQuantity, groupDigits, isAreaUnit, type AreaUnit } from '#kernel/quantity.ts';
import { compareTexts } from '#kernel/text.ts';
import { plots, type PlotRow } from './records.ts';

export type Plot = Stored<PlotRow>;

/** A member's plots, by name. */
export async function plotsOf(read: Reader, memberId: string): Promise<readonly Plot[]> {
  const found = await read.list(plots, { index: 'memberId', equals: memberId });
  return [...found].sort((left, right) => compareTexts(left.name, right.name));
}

/** At most six to choose from (rule U18). */
export const COMMON_UNITS = [
  'sao_bac',
  'm2',
  'ha',
  'sao_trung',
  'cong_nam',
  'mau_bac',
] as const satisfies readonly AreaUnit[];

const SHORT_NAMES: Readonly<Record<string, string>> = {
  m2: 'm²',
  ha: 'ha',
  sao_bac: 'sào',
  mau_bac: 'mẫu',
  thuoc_bac: 'thước',
  sao_trung: 'sào',
  mau_trung: 'mẫu',
  cong_nam: 'công',
};

/** `2,5 sào (900 m²)`: in the unit that it was typed in, with m² beside it. `areaM2` is whole m². */
export function areaText(areaM2: number, unit: string | undefined): string {
  const m2 = `${groupDigits(String(areaM2))} m²`;
  if (!isAreaUnit(unit) || unit === 'm2') return m2;
  return `${formatQuantity(areaInUnit(areaM2, unit))} ${SHORT_NAMES[unit] ?? unit} (${m2})`;
}
