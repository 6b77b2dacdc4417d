/** What is typed into the office's form: kept on every change, and what of a saved slip stays for the next one. */
import { useState } from 'react';
import * as z from 'zod/mini';
import { useLastOwnRow } from '#hooks/device.tsx';
import { useDraft, useLastSlip } from '#hooks/draft.ts';
import { draftField } from '#hooks/kept-draft.ts';
import { isoDate } from '#modules/products/index.ts';
import { sales, type SaleRow } from '../records.ts';

export const OFFICE_DIRECTIONS = [
  'coop-customer',
  'member-coop',
  'coop-member',
] as const satisfies readonly SaleRow['direction'][];

const whole = z.nullable(z.int().check(z.nonnegative()));
const draftSchema = z.object({
  /** This device's last slip when this was typed: a newer one means that the draft was saved and only its removal was lost. */
  afterId: draftField(z.string()),
  direction: draftField(z.enum(OFFICE_DIRECTIONS)),
  payment: draftField(z.enum(['cash', 'credit'])),
  partyText: draftField(z.string()),
  /** A customer or a member, as the direction has it; absent until one is chosen. */
  partyId: draftField(z.string()),
  productId: draftField(z.string()),
  /** Empty: not said. */
  grade: draftField(z.string()),
  /** Thousandths of the unit. */
  quantityMilli: draftField(whole),
  /** đồng for one whole unit; null when the offered price was taken away, absent when it stands. */
  unitPriceDong: draftField(whole),
  /** A local date; null while unreadable, today when nothing was said. */
  soldOn: draftField(z.nullable(isoDate)),
});
type Answers = z.infer<typeof draftSchema>;

export function useOfficeSlip() {
  const [draft, setDraft, clear] = useDraft('sale.office', draftSchema, {});
  const [staying, setStaying] = useState<Answers>({});
  const lastSlip = useLastSlip();
  // What members write on their phones comes in all day and makes no draft of the office old.
  const own = useLastOwnRow(sales, ({ reversesId }) => reversesId === undefined);
  const afterId = own === undefined ? undefined : lastSlip.from(own.row?.id ?? '');
  const answers: Answers = draft.afterId === afterId ? { ...staying, ...draft } : staying;
  return {
    /** False until it is known whether there is a draft. */
    isReady: own !== undefined,
    answers,
    /** Undefined takes an answer back. */
    change: (next: Answers): void => setDraft({ ...answers, ...next, afterId }),
    /** Ends the draft; day and kind stay for the next slip while the form is open. */
    saved(id: string): void {
      const { direction, payment, productId, grade, soldOn } = answers;
      setStaying({ direction, payment, productId, grade, soldOn });
      lastSlip.saved(id);
      clear();
    },
  };
}
