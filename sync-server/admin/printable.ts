/** Signs that a terminal obeys instead of showing, and those that turn the order of what stands around them. */
const OBEYED = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A line as it may go to a terminal or a file of lines, whatever people have called themselves. */
export function printable(line: string): string {
  return line.replace(OBEYED, '\ufffd');
}
