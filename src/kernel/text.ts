/** Text as people typed it, and the form in which it is searched. */

/** Unicode's composed form without spaces (also no-break ones) around or doubled inside. Spelling stays as typed. */
export function cleanText(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\s\u00a0\u2007\u202f\ufeff]+/g, ' ')
    .trim();
}

/** As `cleanText` line by line: what was written in several lines stays so, without empty ones around or doubled inside. */
export function cleanLines(text: string): string {
  return text
    .split(/\r\n?|\n/)
    .map(cleanText)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Without marks and capitals: `nguyen` for Nguyễn, `d` for Đ, whichever way the marks were typed (rule U14). */
export function foldText(text: string): string {
  return cleanText(text).normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/đ/g, 'd');
}

/** `foldText` that knows what it has folded: thousands of rows name the same few hundred people and products. */
export function foldingOnce(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const found = known.get(text) ?? foldText(text);
    known.set(text, found);
    return found;
  };
}

let order: Intl.Collator | undefined;

/** The order of a list that people read: Vietnamese letters, and "Ruộng 2" before "Ruộng 10". Below, at or above 0. */
export function compareTexts(left: string, right: string): number {
  order ??= new Intl.Collator('vi', { numeric: true });
  return order.compare(left, right);
}
