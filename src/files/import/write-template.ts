/** An empty table to fill in by any office program, whose columns the import knows again (feature m4). */
import { textCell } from '../write-table.ts';

export interface TemplateColumn {
  readonly heading: string;
  /** `text` keeps the 0 at the beginning of a telephone number. */
  readonly kind: 'text' | 'number' | 'day';
  /** What is offered in the cell; something else may be written as well, and the import says what it makes of it. */
  readonly choices?: readonly string[] | undefined;
}

const ROWS = 500;
const FORMATS = {
  text: { type: String, format: '@' },
  number: { type: Number, format: '#,##0' },
  day: { type: Date, format: 'dd/mm/yyyy' },
} as const;
/** Excel takes no longer list in a rule. */
const LONGEST_CHOICES = 255;

/** The file, with rooms for 500 rows. Loads its writer when it is asked. */
export async function writeTemplate(name: string, columns: readonly TemplateColumn[]): Promise<Blob> {
  const { default: writeExcelFile } = await import('write-excel-file/universal');
  const { sanitizeTextContent } = await import('write-excel-file/utility');
  const heading = columns.map((column) => ({ ...textCell(column.heading), fontWeight: 'bold' as const, wrap: true }));
  const empty = columns.map(({ kind }) => FORMATS[kind]);
  const rules = columns.flatMap(({ choices }, index) => {
    // Within a formula's text a quotation mark is written twice.
    const list = choices?.join(',').replaceAll('"', '""') ?? '';
    if (list === '' || list.length > LONGEST_CHOICES) return [];
    const letter = String.fromCharCode('A'.charCodeAt(0) + index);
    return `<dataValidation type="list" allowBlank="1" sqref="${letter}2:${letter}${ROWS + 1}"><formula1>"${sanitizeTextContent(list)}"</formula1></dataValidation>`;
  });
  const offered =
    rules.length === 0 ? '' : `<dataValidations count="${rules.length}">${rules.join('')}</dataValidations>`;
  return writeExcelFile(
    [heading, ...Array.from({ length: ROWS }, () => empty)],
    {
      columns: columns.map((column) => ({ width: Math.max(14, column.heading.length + 2) })),
      stickyRowsCount: 1,
      sheet: name,
    },
    {
      features: [
        {
          files: {
            transform: {
              'xl/worksheets/sheet{id}.xml': {
                transform: (xml) => xml.replace('</sheetData>', `</sheetData>${offered}`),
              },
            },
          },
        },
      ],
    },
  ).toBlob();
}
