/** Rows that could not come in, as an .xlsx with their own headings and the reason in a last column: mended, it is imported anew. */
import type { Cell } from '#kernel/parse/cell.ts';

export interface RowsToMend {
  readonly headings: readonly string[];
  readonly reasonHeading: string;
  readonly rows: readonly { readonly cells: readonly Cell[]; readonly reason: string }[];
}

/** Texts stay texts (`=1+1` is no formula, `0912…` keeps its 0), numbers numbers, days days. */
export async function writeRowsToMend({ headings, reasonHeading, rows }: RowsToMend): Promise<Blob> {
  const { default: writeExcelFile } = await import('write-excel-file/universal');
  const bold = (value: string) => ({ value, type: String, fontWeight: 'bold' as const });
  const written = [
    [...headings, reasonHeading].map(bold),
    ...rows.map(({ cells, reason }) => [
      ...headings.map((_heading, index) => cellFor(cells[index] ?? null)),
      { value: reason, type: String, backgroundColor: '#fff2cc', wrap: true },
    ]),
  ];
  const columns = [...headings.map(() => ({ width: 18 })), { width: 50 }];
  return writeExcelFile(written, { columns, stickyRowsCount: 1 }).toBlob();
}

function cellFor(cell: Cell) {
  if (cell === null) return null;
  if (typeof cell === 'string') return { value: cell, type: String };
  if (typeof cell === 'number') return { value: cell, type: Number };
  if (typeof cell === 'boolean') return { value: cell, type: Boolean };
  return { value: new Date(`${cell.day}T00:00:00Z`), type: Date, format: 'dd/mm/yyyy' };
}
