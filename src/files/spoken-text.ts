/** What stands on a screen as it is said aloud: sums, weights and dates in words that a voice does not stumble over (rule U41). */
import { amountInWords } from './amount-in-words.ts';

export type SpokenLanguage = 'vi' | 'en';

interface Words {
  readonly money: (dong: number) => string;
  readonly date: (day: number, month: number, year: number) => string;
  readonly comma: string;
  readonly per: string;
  readonly units: Readonly<Record<string, string>>;
}

const WORDS: Readonly<Record<SpokenLanguage, Words>> = {
  vi: {
    money: amountInWords,
    date: (day, month, year) => `ngày ${day} tháng ${month} năm ${year}`,
    comma: 'phẩy',
    per: 'một',
    units: { kg: 'ki-lô-gam', ha: 'héc-ta', 'm²': 'mét vuông', l: 'lít' },
  },
  en: {
    money: (dong) => `${dong} dong`,
    date: (day, month, year) => `${day}/${month}/${year}`,
    comma: 'point',
    per: 'per',
    units: { kg: 'kilograms', ha: 'hectares', 'm²': 'square metres', l: 'litres' },
  },
};

const MONEY = /(-?)(\d{1,3}(?:\.\d{3})+|\d+) ?đ(?![\p{L}])/gu;
const DATE = /\b(\d{2})\/(\d{2})\/(\d{4})\b/g;
const GROUPED = /\d{1,3}(?:\.\d{3})+(?!\d)/g;
const DECIMAL = /(\d+),(\d+)/g;

/** One line as a voice should read it. Numbers are as the app writes them: dots between thousands, a comma for decimals. */
export function spokenText(line: string, language: SpokenLanguage): string {
  const words = WORDS[language];
  return (
    line
      .normalize('NFC')
      .replace(DATE, (_all, day: string, month: string, year: string) =>
        words.date(Number(day), Number(month), Number(year)),
      )
      .replace(MONEY, (_all, sign: string, digits: string) => {
        const text = words.money(Number(digits.replaceAll('.', '')));
        return sign === '' ? text : `${language === 'vi' ? 'trừ' : 'minus'} ${text}`;
      })
      .replace(GROUPED, (digits) => digits.replaceAll('.', ''))
      .replace(DECIMAL, `$1 ${words.comma} $2`)
      .replace(/ ?\/ ?(kg|ha|m²|l)(?![\p{L}])/gu, (_all, unit: string) => ` ${words.per} ${unit}`)
      // Without a look behind, which Safari reads since 16.4 only.
      .replace(
        /(^|[^\p{L}])(kg|ha|m²|l)(?![\p{L}])/gu,
        (_all, before: string, unit: string) => before + (words.units[unit] ?? unit),
      )
      .replaceAll(' · ', ', ')
      .trim()
  );
}

/** The lines of a screen, in its order; what stands twice in a row is said once, and so is nothing without a word or number. */
export function spokenLines(text: string, language: SpokenLanguage): readonly string[] {
  const lines = text.split(/[\n\t]+/).map((line) => spokenText(line, language));
  return lines.filter((line, index) => /[\p{L}\p{N}]/u.test(line) && line !== lines[index - 1]);
}
