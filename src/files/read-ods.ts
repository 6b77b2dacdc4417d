/** Tables of LibreOffice and OpenOffice (OpenDocument 1.3, `content.xml`): sheets, cells and what repeats. */
import { strFromU8, unzipSync } from 'fflate';
import type { Cell } from '#kernel/parse/cell.ts';
import { Fault } from '#kernel/result.ts';

/** An empty sheet says "a million rows, repeated": blank ones are counted only when something follows. */
const MOST_COLUMNS = 1_024;
const TOKEN = /<(\/?)([\w:-]+)((?:\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)|<[^>]*>/g;

/**
 * The sheets of an .ods file, or undefined when the zip holds none. `mostRows` bounds what repetition can make; Fault
 * `file.tooManyRows`.
 */
export function readOds(
  bytes: Uint8Array,
  mostRows: number,
): readonly { readonly name: string; readonly rows: readonly (readonly Cell[])[] }[] | undefined {
  const parts = unzipSync(bytes, { filter: ({ name }) => name === 'mimetype' || name === 'content.xml' });
  const [kind, content] = [parts['mimetype'], parts['content.xml']];
  if (content === undefined || kind === undefined) return undefined;
  if (!strFromU8(kind).startsWith('application/vnd.oasis.opendocument.spreadsheet')) return undefined;
  const reader = new TableReader(mostRows);
  for (const [, closing, name = '', attributes = '', alone, text] of strFromU8(content).matchAll(TOKEN)) {
    if (text !== undefined) reader.text(text);
    else if (closing === '/') reader.close(name);
    else {
      reader.open(name, attributes);
      if (alone === '/') reader.close(name);
    }
  }
  return reader.sheets;
}

class TableReader {
  readonly sheets: { readonly name: string; readonly rows: (readonly Cell[])[] }[] = [];
  readonly #mostRows: number;
  #row: Cell[] = [];
  #cell: { readonly attributes: string; paragraphs: string[] } | undefined;
  #rowRepeats = 1;
  #blankRows = 0;
  #blankCells = 0;
  /** Inside a comment, whose words are no part of the cell. */
  #aside = 0;

  constructor(mostRows: number) {
    this.#mostRows = mostRows;
  }

  open(name: string, attributes: string): void {
    if (name === 'office:annotation') this.#aside += 1;
    if (this.#aside > 0) return;
    if (name === 'table:table') {
      this.sheets.push({ name: attribute(attributes, 'table:name') ?? '', rows: [] });
      this.#blankRows = 0;
    } else if (name === 'table:table-row') {
      this.#row = [];
      this.#blankCells = 0;
      this.#rowRepeats = repeats(attributes, 'table:number-rows-repeated');
    } else if (name === 'table:table-cell' || name === 'table:covered-table-cell')
      this.#cell = { attributes, paragraphs: [] };
    else if (name === 'text:p') this.#cell?.paragraphs.push('');
    else if (name === 'text:s') this.text(' '.repeat(Math.min(1_000, repeats(attributes, 'text:c'))));
    else if (name === 'text:tab') this.text('\t');
    else if (name === 'text:line-break') this.text('\n');
  }

  text(text: string): void {
    const paragraphs = this.#cell?.paragraphs;
    if (this.#aside > 0 || paragraphs === undefined || paragraphs.length === 0) return;
    paragraphs.push(`${paragraphs.pop() ?? ''}${unescaped(text)}`);
  }

  close(name: string): void {
    if (name === 'office:annotation') this.#aside -= 1;
    if (this.#aside > 0) return;
    if (name === 'table:table-cell' || name === 'table:covered-table-cell') this.#endCell();
    else if (name === 'table:table-row') this.#endRow();
  }

  #endCell(): void {
    const cell = this.#cell;
    this.#cell = undefined;
    if (cell === undefined) return;
    const value = cellOf(cell.attributes, cell.paragraphs);
    const count = Math.min(MOST_COLUMNS, repeats(cell.attributes, 'table:number-columns-repeated'));
    if (value === null) {
      this.#blankCells += count;
      return;
    }
    const blanks = Array.from({ length: Math.min(MOST_COLUMNS, this.#blankCells) }, () => null);
    this.#row.push(...blanks, ...Array.from({ length: count }, () => value));
    this.#blankCells = 0;
    if (this.#row.length > MOST_COLUMNS) throw new Fault('file.notSpreadsheet');
  }

  #endRow(): void {
    const rows = this.sheets.at(-1)?.rows;
    if (rows === undefined) return;
    if (this.#row.length === 0) {
      this.#blankRows += this.#rowRepeats;
      return;
    }
    if (rows.length + this.#blankRows + this.#rowRepeats > this.#mostRows)
      throw new Fault('file.tooManyRows', { values: { limit: this.#mostRows } });
    for (; this.#blankRows > 0; this.#blankRows -= 1) rows.push([]);
    for (let count = 0; count < this.#rowRepeats; count += 1) rows.push(this.#row);
  }
}

function cellOf(attributes: string, paragraphs: readonly string[]): Cell {
  const kind = attribute(attributes, 'office:value-type');
  const value = attribute(attributes, 'office:value');
  if ((kind === 'float' || kind === 'currency' || kind === 'percentage') && value !== undefined) {
    const number = Number(value);
    return Number.isFinite(number) ? number : null;
  }
  if (kind === 'date') return { day: (attribute(attributes, 'office:date-value') ?? '').slice(0, 10) };
  if (kind === 'boolean') return attribute(attributes, 'office:boolean-value') === 'true';
  const text = paragraphs.join('\n');
  return text === '' ? null : text;
}

function repeats(attributes: string, name: string): number {
  const count = Number(attribute(attributes, name) ?? '1');
  return Number.isInteger(count) && count > 0 ? count : 1;
}

function attribute(attributes: string, name: string): string | undefined {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes);
  return found === null ? undefined : unescaped(found[1] ?? found[2] ?? '');
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      if (name !== undefined) return NAMED[name] ?? whole;
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
