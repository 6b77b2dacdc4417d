/** Local days as `YYYY-MM-DD`; day numbers count days since 1970-01-01. Vietnam keeps UTC+07:00 all year. */
import { Fault } from './result.ts';

const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const PARTIAL_DATE = /^\d{4}(-\d{2}(-\d{2})?)?$/;
const MS_PER_DAY = 86_400_000;
const VIETNAM_OFFSET_MS = 7 * 3_600_000;
const DAYS_BY_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

export function isIsoDate(text: string): boolean {
  const match = ISO_DATE.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`: as much of a date as people know. */
export function isPartialDate(text: string): boolean {
  if (!PARTIAL_DATE.test(text)) return false;
  return isIsoDate(`${text}${'-01-01'.slice(text.length - 4)}`);
}

export function daysInMonth(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && isLeap ? 29 : (DAYS_BY_MONTH[month - 1] ?? 0);
}

/** Days from 1970-01-01 (0). Fault `common.invalidDate` when the text is no day of the calendar. */
export function dayNumberOf(isoDate: string): number {
  if (!isIsoDate(isoDate)) throw new Fault('common.invalidDate', { values: { date: isoDate } });
  const [year, month, day] = isoDate.split('-').map(Number);
  return daysFromCivil(year ?? 0, month ?? 0, day ?? 0);
}

/** The day with this number. Fault `common.invalidDate` outside the years 1 to 9999. */
export function isoDateOf(dayNumber: number): string {
  const shifted = dayNumber + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  if (!Number.isSafeInteger(dayNumber) || year < 1 || year > 9999)
    throw new Fault('common.invalidDate', { values: { date: dayNumber } });
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

export function addDays(isoDate: string, days: number): string {
  return isoDateOf(dayNumberOf(isoDate) + days);
}

/** The local date in Vietnam at an instant, ms since 1970. */
export function dateAt(epochMs: number): string {
  return isoDateOf(Math.floor((epochMs + VIETNAM_OFFSET_MS) / MS_PER_DAY));
}

/** hh:mm in Vietnam at an instant, ms since 1970. */
export function timeOfDayAt(epochMs: number): string {
  const minutes = Math.floor((epochMs + VIETNAM_OFFSET_MS) / 60_000) % (24 * 60);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** dd/MM/yyyy, in both languages; as much as is known of a partial date. */
export function formatDate(isoDate: string): string {
  return isoDate.split('-').reverse().join('/');
}

/** Howard Hinnant's civil-date arithmetic, in whole numbers. */
function daysFromCivil(year: number, month: number, day: number): number {
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
