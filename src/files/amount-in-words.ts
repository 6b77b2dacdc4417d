/** `một triệu hai trăm nghìn đồng`: sums in words for vouchers and slips (rule U24). */
import { doReadNumber, ReadingConfig } from 'read-vietnamese-number';

/** Whole đồng in Vietnamese words, the first letter small. */
export function amountInWords(dong: number): string {
  const config = new ReadingConfig();
  config.unit = ['đồng'];
  return doReadNumber(String(dong), config);
}
