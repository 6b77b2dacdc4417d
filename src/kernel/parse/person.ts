/** Names, phone numbers and identity numbers as registers hold them. */
import { cleanText, foldText } from '../text.ts';
import { cellText, doubtful, EMPTY, good, isBlank, repaired, unusable, type Cell, type Reading } from './cell.ts';

const NONE = new Set(['khong co', 'khong', 'chua co', '-', '–', 'ko', 'ko co']);

/** Any text: NFC, no spaces around or doubled. Spelling stays. */
export function readText(cell: Cell): Reading<string> {
  if (isBlank(cell)) return EMPTY;
  const raw = cellText(cell);
  const text = cleanText(raw);
  if (text === raw) return good(text);
  return repaired(text, raw.normalize('NFC') === raw ? 'extra-space' : 'unicode-nfd');
}

/** As text; all capitals become one capital a syllable; what is in no name a person should look at. */
export function readName(cell: Cell): Reading<string> {
  const read = readText(cell);
  if (read.value === undefined) return read;
  const name = read.value;
  if (/[\d<>{}@#$%^*=\\/|~]|\p{Extended_Pictographic}/u.test(name)) return doubtful(name, 'name-unusual');
  if (name.length > 3 && name === name.toLocaleUpperCase('vi') && name !== name.toLocaleLowerCase('vi'))
    return repaired(name.toLocaleLowerCase('vi').replace(/(^|[\s-])(\p{L})/gu, capital), 'name-all-capitals');
  return read;
}

/** As a name; initials that their letters could not write as capitals (TCVN3: `Nguyễn Thị ánh`) become capital. */
export function readNameWithSmallInitials(cell: Cell): Reading<string> {
  const read = readName(cell);
  if (read.value === undefined || read.level === 'warning') return read;
  const name = read.value.replace(/(^|[\s-])(\p{L})/gu, capital);
  return name === read.value ? read : repaired(name, 'name-initial-small');
}

function capital(_match: string, before: string, letter: string): string {
  return `${before}${letter.toLocaleUpperCase('vi')}`;
}

export interface Phones {
  readonly phone?: string;
  readonly phone2?: string;
}

/** `0` and nine digits; +84 and 84 become 0, a number of nine digits lost its 0; a second number is kept apart. */
export function readPhones(cell: Cell): Reading<Phones> {
  if (isBlank(cell)) return EMPTY;
  const raw = cellText(cell);
  if (NONE.has(foldText(raw))) return repaired({}, 'no-value-word');
  const numbers = raw.split(/[/;,]|hoặc/).map((part) => onePhone(part, typeof cell === 'number'));
  const [phone, phone2] = numbers;
  if (numbers.length > 2 || numbers.includes(undefined) || phone === undefined) return unusable('phone-wrong-length');
  const value = { phone, ...(phone2 === undefined ? {} : { phone2 }) };
  if (phone2 !== undefined) return repaired(value, 'phone-two');
  return phone === raw ? good(value) : repaired(value, typeof cell === 'number' ? 'phone-lost-zero' : 'phone-format');
}

function onePhone(text: string, isNumber: boolean): string | undefined {
  if (/[^\d\s.+()-]/.test(text)) return undefined;
  const digits = text.replace(/\D/g, '');
  if (/^84\d{9}$/.test(digits)) return `0${digits.slice(2)}`;
  if (isNumber && /^[1-9]\d{8}$/.test(digits)) return `0${digits}`;
  return /^0\d{9}$/.test(digits) ? digits : undefined;
}

/** Twelve digits as text; a number of eleven lost its 0; nine digits are the old CMND; scientific notation is lost for good. */
export function readIdNumber(cell: Cell): Reading<string> {
  if (isBlank(cell)) return EMPTY;
  const raw = cellText(cell);
  if (NONE.has(foldText(raw))) return repaired<string>(undefined, 'no-value-word');
  if (/^\d+[.,]?\d*e\+?\d+$/i.test(raw.trim())) return unusable('id-precision-lost');
  const digits = raw.replace(/[\s.-]/g, '');
  if (!/^\d+$/.test(digits)) return unusable('id-unreadable');
  if (digits.length === 12) return digits === raw ? good(digits) : repaired(digits, 'id-format');
  if (digits.length === 11 && !digits.startsWith('0')) return repaired(`0${digits}`, 'id-lost-zero');
  if (digits.length === 9) return doubtful(digits, 'id-old-cmnd');
  return unusable('id-wrong-length');
}

/**
 * The year of birth that a 12-digit number holds: its fourth digit tells sex and century, the next two the year
 * (Decree 137/2015, art. 7). Undefined for other numbers.
 */
export function birthYearInId(idNumber: string): number | undefined {
  if (!/^\d{12}$/.test(idNumber)) return undefined;
  return 1900 + Math.floor(Number(idNumber.charAt(3)) / 2) * 100 + Number(idNumber.slice(4, 6));
}

export function readGender(cell: Cell): Reading<'male' | 'female'> {
  if (isBlank(cell)) return EMPTY;
  const folded = foldText(cellText(cell));
  if (['nam', 'male', 'm'].includes(folded)) return good('male');
  if (['nu', 'female', 'f'].includes(folded)) return good('female');
  return unusable('gender-unreadable');
}

/** One spelling for each people; H'Mông, HMông and Hmông are Mông. */
export function readEthnicity(cell: Cell): Reading<string> {
  const read = readText(cell);
  if (read.value === undefined) return read;
  return /^h['’‘ʼ]?mong$/.test(foldText(read.value)) ? repaired('Mông', 'ethnicity-spelling') : read;
}
