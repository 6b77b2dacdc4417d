/** The roll in this device's receipt printer, mm: the two that are sold. */
export const RECEIPT_PAPERS = ['80', '58'] as const;
export type ReceiptPaper = (typeof RECEIPT_PAPERS)[number];

const KEY = 'so-mua.receipt-paper';

export function isReceiptPaper(text: string | null): text is ReceiptPaper {
  return RECEIPT_PAPERS.some((paper) => paper === text);
}

export function readReceiptPaper(): ReceiptPaper {
  const kept = localStorage.getItem(KEY);
  return isReceiptPaper(kept) ? kept : '80';
}

export function writeReceiptPaper(paper: ReceiptPaper): void {
  localStorage.setItem(KEY, paper);
}
