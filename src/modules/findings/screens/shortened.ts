const LETTERS = 80;

/** The beginning of a finding, in one line, where another page or a sentence names it. */
export function shortened(text: string): string {
  const line = text.replace(/\s*\n\s*/g, ' ');
  return line.length <= LETTERS ? line : `${line.slice(0, LETTERS).trimEnd()}…`;
}
