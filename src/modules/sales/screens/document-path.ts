import type { StatementLine } from '#kernel/module.ts';

/** Where a statement's line leads: its own document; a confirmation's is the sale that it confirms. */
export function documentPath(line: StatementLine): string {
  const saleId = line.details['saleId'];
  return `/ban-hang/${typeof saleId === 'string' ? saleId : line.documentId}`;
}
