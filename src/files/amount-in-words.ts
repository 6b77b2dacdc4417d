/** `một triệu hai trăm nghìn đồng`: sums in words for vouchers and slips (rule U24). */
import { doReadNumber, ReadingConfig } from 'read-vietnamese-number';

/**
 * Whole đồng in Vietnamese words, the first letter small. As the north and the law's own forms write them: `linh`, `nghìn`,
 * `tỷ`; the south says `lẻ`, `ngàn`, `tỉ` and reads these as well.
 */
export function amountInWords(dong: number): string {
  const config = new ReadingConfig();
  config.unit = ['đồng'];
  config.oddText = 'linh';
  config.units = [[], ['nghìn'], ['triệu'], ['tỷ']];
  return doReadNumber(String(dong), config);
}
