/** What people did, as the test itself knows it: every document carries a word of its own in its note. */
export interface Act {
  readonly token: string;
  readonly kind: 'harvest' | 'harvest-reversal' | 'sale' | 'sale-reversal' | 'other';
  readonly memberId?: string;
  readonly productId?: string;
  readonly quantityMilli?: number;
  readonly amountDong?: number;
  readonly direction?: string;
}

export const OTHER: Act = { token: '', kind: 'other' };
