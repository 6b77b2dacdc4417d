/**
 * Numbers as they are typed: a dot groups thousands and a comma starts the decimals, in both languages (U22).
 * All values are whole numbers: with `decimals: 3` a value counts thousandths (grams of a kilogram).
 */

/** "1200,5" becomes "1.200,5"; expects digits with at most one comma. */
export function groupDigits(plain: string): string {
  const [whole = '', fraction] = plain.split(',');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, '.');
  return fraction === undefined ? grouped : `${grouped},${fraction}`;
}

export type TypedNumber =
  | { readonly kind: 'empty' }
  | { readonly kind: 'value'; readonly value: number }
  | { readonly kind: 'problem'; readonly problem: 'unreadable' | 'tooLong' };

/** Reads what was typed into a whole number of 10^-decimals. "50.5" is unreadable: its dot neither groups nor may become decimals. */
export function readTyped(text: string, decimals: number): TypedNumber {
  const trimmed = text.trim();
  if (trimmed === '') return { kind: 'empty' };
  const form = /^(\d+|\d{1,3}(?:\.\d{3})+)(?:,(\d*))?$/.exec(trimmed);
  const fraction = form?.[2] ?? '';
  if (!form || fraction.length > decimals || (decimals === 0 && trimmed.includes(','))) {
    return { kind: 'problem', problem: 'unreadable' };
  }
  const digits = `${(form[1] ?? '').replaceAll('.', '')}${fraction.padEnd(decimals, '0')}`;
  const value = Number(digits);
  return Number.isSafeInteger(value) ? { kind: 'value', value } : { kind: 'problem', problem: 'tooLong' };
}

/** A whole number of 10^-decimals as it would be typed: 1200500 with 3 decimals is "1.200,5". */
export function typedForm(value: number, decimals: number): string {
  const digits = String(Math.abs(value)).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = decimals === 0 ? '' : digits.slice(-decimals).replace(/0+$/, '');
  return `${value < 0 ? '-' : ''}${groupDigits(fraction === '' ? whole : `${whole},${fraction}`)}`;
}

/** Groups while typing, but leaves text alone that a person has dotted in his own way, so that "50.5" never turns into 505. */
export function regroup(before: string, after: string): string {
  const wasOurs = groupDigits(before.replaceAll('.', '')) === before;
  const addedDot = after.split('.').length > before.split('.').length;
  const plain = after.replaceAll('.', '');
  // Pasted over what stood there: its dots are another hand's, though there are no more of them than before.
  const isForeign = isReplacement(before, after) && /\..*\d/.test(after) && groupDigits(plain) !== after;
  return wasOurs && !addedDot && !isForeign && /^\d*(,\d*)?$/.test(plain) ? groupDigits(plain) : after;
}

/** Whether more changed than a key does: something else came in its place, or several characters went at once. */
function isReplacement(before: string, after: string): boolean {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const gone = before.length - head - tail;
  return gone > 1 || (gone > 0 && after.length > head + tail);
}
