/**
 * The Vietnamese lunar calendar: new moons and the sun's place, both at UTC+7, by the method that Hồ Ngọc Đức published
 * (https://www.informatik.uni-leipzig.de/~duc/amlich/calrules.html; formulas by Jean Meeus, Astronomical Algorithms).
 * For reading beside a date, never for accounts. A table made for Beijing's time differs: 2007 and 2030 begin a day later there.
 */
import { dayNumberOf, isoDateOf } from './calendar.ts';

export interface LunarDate {
  /** 1 to 30. */
  readonly day: number;
  /** 1 to 12. */
  readonly month: number;
  /** The solar year in which this lunar year begins. */
  readonly year: number;
  /** The second of two months of one number. */
  readonly isLeap: boolean;
}

/** Julian day number of 1970-01-01. */
const UNIX_DAY_ZERO = 2_440_588;
/** The new moon of January 1900, from which they are counted. */
const FIRST_NEW_MOON = 2_415_021.076998695;
const MONTH_DAYS = 29.530588853;
const ZONE_DAYS = 7 / 24;
/** Each of the twelve signs is thirty degrees; the winter solstice is where the ninth begins. */
const WINTER_SIGN = 9;

/** The lunar date of a local day. Good for the years 1900 to 2100. Fault `common.invalidDate` as `dayNumberOf`. */
export function lunarDateOf(isoDate: string): LunarDate {
  const today = dayNumberOf(isoDate) + UNIX_DAY_ZERO;
  const solarYear = yearOf(today);
  const monthStart = monthStartOf(today);
  const eleventh = eleventhMonthOf(solarYear);
  const isBefore = eleventh >= monthStart;
  const from = isBefore ? eleventhMonthOf(solarYear - 1) : eleventh;
  const to = isBefore ? eleventh : eleventhMonthOf(solarYear + 1);
  const monthsIn = Math.floor((monthStart - from) / 29);
  // Thirteen moons from solstice to solstice: one of them gives its number to two.
  const leap = to - from > 365 ? leapMonthAfter(from) : Number.POSITIVE_INFINITY;
  const month = ((monthsIn + (monthsIn >= leap ? 10 : 11) - 1) % 12) + 1;
  const endYear = isBefore ? solarYear : solarYear + 1;
  return {
    day: today - monthStart + 1,
    month,
    year: month >= 11 && monthsIn < 4 ? endYear - 1 : endYear,
    isLeap: monthsIn === leap,
  };
}

/** The mean month is up to a day off the true one, either way. */
function monthStartOf(day: number): number {
  const count = Math.floor((day - FIRST_NEW_MOON) / MONTH_DAYS);
  const starts = [count + 1, count, count - 1].map(newMoon);
  return starts.find((start) => start <= day) ?? day;
}

/** The day on which the month with the winter solstice begins. */
function eleventhMonthOf(solarYear: number): number {
  const lastDay = dayNumberOf(`${solarYear}-12-31`) + UNIX_DAY_ZERO;
  const count = Math.floor((lastDay - Math.floor(FIRST_NEW_MOON)) / MONTH_DAYS);
  const start = newMoon(count);
  return signOf(start) >= WINTER_SIGN ? newMoon(count - 1) : start;
}

/** How many months after the eleventh one comes in which the sun enters no new sign. */
function leapMonthAfter(eleventh: number): number {
  const count = Math.floor((eleventh - FIRST_NEW_MOON) / MONTH_DAYS + 0.5);
  let sign = signOf(newMoon(count + 1));
  for (let month = 2; month < 15; month += 1) {
    const next = signOf(newMoon(count + month));
    if (next === sign) return month - 1;
    sign = next;
  }
  return Number.POSITIVE_INFINITY;
}

/** The local day of the new moon with this count from January 1900. */
function newMoon(count: number): number {
  const centuries = count / 1236.85;
  const [square, cube] = [centuries ** 2, centuries ** 3];
  const mean =
    2_415_020.75933 +
    29.53058868 * count +
    0.0001178 * square -
    0.000000155 * cube +
    0.00033 * sine(166.56 + 132.87 * centuries - 0.009173 * square);
  const sun = 359.2242 + 29.10535608 * count - 0.0000333 * square - 0.00000347 * cube;
  const moon = 306.0253 + 385.81691806 * count + 0.0107306 * square + 0.00001236 * cube;
  const latitude = 21.2964 + 390.67050646 * count - 0.0016528 * square - 0.00000239 * cube;
  const correction =
    (0.1734 - 0.000393 * centuries) * sine(sun) +
    0.0021 * sine(2 * sun) -
    0.4068 * sine(moon) +
    0.0161 * sine(2 * moon) -
    0.0004 * sine(3 * moon) +
    0.0104 * sine(2 * latitude) -
    0.0051 * sine(sun + moon) -
    0.0074 * sine(sun - moon) +
    0.0004 * sine(2 * latitude + sun) -
    0.0004 * sine(2 * latitude - sun) -
    0.0006 * sine(2 * latitude + moon) +
    0.001 * sine(2 * latitude - moon) +
    0.0005 * sine(2 * moon + sun);
  const clockDrift = -0.000278 + 0.000265 * centuries + 0.000262 * square;
  return Math.floor(mean + correction - clockDrift + 0.5 + ZONE_DAYS);
}

/** In which sign the sun is when this local day begins: 0 to 11 from the spring equinox. */
function signOf(day: number): number {
  const centuries = (day - 0.5 - ZONE_DAYS - 2_451_545) / 36_525;
  const square = centuries ** 2;
  const anomaly = 357.5291 + 35_999.0503 * centuries - 0.0001559 * square - 0.00000048 * centuries * square;
  const mean = 280.46645 + 36_000.76983 * centuries + 0.0003032 * square;
  const centre =
    (1.9146 - 0.004817 * centuries - 0.000014 * square) * sine(anomaly) +
    (0.019993 - 0.000101 * centuries) * sine(2 * anomaly) +
    0.00029 * sine(3 * anomaly);
  const degrees = mean + centre;
  return Math.floor((degrees - 360 * Math.floor(degrees / 360)) / 30);
}

function yearOf(day: number): number {
  return Number(isoDateOf(day - UNIX_DAY_ZERO).slice(0, 4));
}

function sine(degrees: number): number {
  return Math.sin((degrees * Math.PI) / 180);
}
