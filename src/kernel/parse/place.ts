/**
 * Communes and provinces. Since 2025-07-01 there are 34 provinces and cities (Resolution 202/2025/QH15); the table gives
 * for each name before and after that day the one of today.
 */
import { cleanText, foldText } from '../text.ts';
import { cellText, doubtful, EMPTY, good, isBlank, repaired, type Cell, type Reading } from './cell.ts';

const PROVINCES: readonly (readonly [known: string, today: string])[] = [
  ['Hà Nội', 'Hà Nội'],
  ['Cao Bằng', 'Cao Bằng'],
  ['Hà Giang', 'Tuyên Quang'],
  ['Tuyên Quang', 'Tuyên Quang'],
  ['Điện Biên', 'Điện Biên'],
  ['Lai Châu', 'Lai Châu'],
  ['Sơn La', 'Sơn La'],
  ['Yên Bái', 'Lào Cai'],
  ['Lào Cai', 'Lào Cai'],
  ['Bắc Kạn', 'Thái Nguyên'],
  ['Thái Nguyên', 'Thái Nguyên'],
  ['Lạng Sơn', 'Lạng Sơn'],
  ['Quảng Ninh', 'Quảng Ninh'],
  ['Bắc Giang', 'Bắc Ninh'],
  ['Bắc Ninh', 'Bắc Ninh'],
  ['Vĩnh Phúc', 'Phú Thọ'],
  ['Hòa Bình', 'Phú Thọ'],
  ['Phú Thọ', 'Phú Thọ'],
  ['Hải Dương', 'Hải Phòng'],
  ['Hải Phòng', 'Hải Phòng'],
  ['Thái Bình', 'Hưng Yên'],
  ['Hưng Yên', 'Hưng Yên'],
  ['Hà Nam', 'Ninh Bình'],
  ['Nam Định', 'Ninh Bình'],
  ['Ninh Bình', 'Ninh Bình'],
  ['Thanh Hóa', 'Thanh Hóa'],
  ['Nghệ An', 'Nghệ An'],
  ['Hà Tĩnh', 'Hà Tĩnh'],
  ['Quảng Bình', 'Quảng Trị'],
  ['Quảng Trị', 'Quảng Trị'],
  ['Thừa Thiên Huế', 'Huế'],
  ['Huế', 'Huế'],
  ['Quảng Nam', 'Đà Nẵng'],
  ['Đà Nẵng', 'Đà Nẵng'],
  ['Kon Tum', 'Quảng Ngãi'],
  ['Quảng Ngãi', 'Quảng Ngãi'],
  ['Bình Định', 'Gia Lai'],
  ['Gia Lai', 'Gia Lai'],
  ['Ninh Thuận', 'Khánh Hòa'],
  ['Khánh Hòa', 'Khánh Hòa'],
  ['Phú Yên', 'Đắk Lắk'],
  ['Đắk Lắk', 'Đắk Lắk'],
  ['Đắk Nông', 'Lâm Đồng'],
  ['Bình Thuận', 'Lâm Đồng'],
  ['Lâm Đồng', 'Lâm Đồng'],
  ['Bình Phước', 'Đồng Nai'],
  ['Đồng Nai', 'Đồng Nai'],
  ['Bà Rịa - Vũng Tàu', 'Hồ Chí Minh'],
  ['Bình Dương', 'Hồ Chí Minh'],
  ['Hồ Chí Minh', 'Hồ Chí Minh'],
  ['Long An', 'Tây Ninh'],
  ['Tây Ninh', 'Tây Ninh'],
  ['Tiền Giang', 'Đồng Tháp'],
  ['Đồng Tháp', 'Đồng Tháp'],
  ['Bến Tre', 'Vĩnh Long'],
  ['Trà Vinh', 'Vĩnh Long'],
  ['Vĩnh Long', 'Vĩnh Long'],
  ['Kiên Giang', 'An Giang'],
  ['An Giang', 'An Giang'],
  ['Sóc Trăng', 'Cần Thơ'],
  ['Hậu Giang', 'Cần Thơ'],
  ['Cần Thơ', 'Cần Thơ'],
  ['Bạc Liêu', 'Cà Mau'],
  ['Cà Mau', 'Cà Mau'],
];
const BY_FOLDED = new Map(PROVINCES.map(([known, today]) => [foldText(known), { known, today }]));

/** Today's name; a former province's is replaced with a warning, an unknown one kept as it is. */
export function readProvince(cell: Cell): Reading<string> {
  if (isBlank(cell)) return EMPTY;
  const text = cleanText(cellText(cell)).replace(/^(?:tỉnh|thành phố|tp\.?|t\.)\s*/i, '');
  const found = BY_FOLDED.get(foldText(text));
  if (found === undefined) return doubtful(text, 'province-unknown');
  if (found.known !== found.today) return doubtful(found.today, 'province-former');
  return text === cellText(cell) ? good(found.today) : repaired(found.today, 'place-format');
}

export function readCommune(cell: Cell): Reading<string> {
  if (isBlank(cell)) return EMPTY;
  const raw = cellText(cell);
  const text = cleanText(raw).replace(/^(?:xã|phường|thị trấn|x\.|p\.|tt\.)\s*/i, '');
  return text === raw ? good(text) : repaired(text, 'place-format');
}

/** `Suối Vàng, Lào Cai`, `xã Suối Vàng - tỉnh Lào Cai`: commune first. */
export function readPlace(cell: Cell): { readonly commune: Reading<string>; readonly province: Reading<string> } {
  if (isBlank(cell)) return { commune: EMPTY, province: EMPTY };
  const [commune = '', ...rest] = cellText(cell).split(/\s*,\s*|\s+[-–]\s+/);
  return { commune: readCommune(commune), province: readProvince(rest.at(-1) ?? null) };
}
