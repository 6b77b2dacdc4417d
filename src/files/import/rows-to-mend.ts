/** Rows that could not come in, as an .xlsx with their own headings and the reason in a last column: mended, it is imported anew. */
import type { Cell } from '#kernel/parse/cell.ts';
import { sheetCell, textCell } from '../write-table.ts';

export interface RowsToMend {
  readonly headings: readonly string[];
  readonly reasonHeading: string;
  readonly rows: readonly { readonly cells: readonly Cell[]; readonly reason: string }[];
}

/** The file; the reason stands in a column of its own, in colour. */
export async function writeRowsToMend({ headings, reasonHeading, rows }: RowsToMend): Promise<Blob> {
  const { default: writeExcelFile } = await import('write-excel-file/universal');
  const bold = (text: string) => ({ ...textCell(text), fontWeight: 'bold' as const });
  const written = [
    [...headings, reasonHeading].map(bold),
    ...rows.map(({ cells, reason }) => [
      ...headings.map((_heading, index) => sheetCell(cells[index] ?? null)),
      { ...textCell(reason), backgroundColor: '#fff2cc', wrap: true },
    ]),
  ];
  const columns = [...headings.map(() => ({ width: 18 })), { width: 50 }];
  return writeExcelFile(written, { columns, stickyRowsCount: 1 }).toBlob();
}
