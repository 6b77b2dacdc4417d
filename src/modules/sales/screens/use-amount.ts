import { useInWords } from '#hooks/in-words.ts';
import { lineTotalDong, MAX_DONG } from '#kernel/money.ts';

const LEAST_IN_WORDS_DONG = 1_000_000;

interface Amount {
  readonly dong: number;
  /** More than a document may hold: it cannot be written as a sum. */
  readonly isTooLarge: boolean;
  /** In Vietnamese, as on the slip; of a million and more, before it is saved (rule U24). */
  readonly words: string | undefined;
}

/** What a sale comes to while it is typed; undefined before there are a quantity and a price. */
export function useAmount(quantityMilli: number | null, unitPriceDong: number | null): Amount | undefined {
  const dong =
    quantityMilli === null || unitPriceDong === null ? undefined : lineTotalDong(quantityMilli, unitPriceDong);
  const isTooLarge = dong !== undefined && dong > MAX_DONG;
  const words = useInWords(dong !== undefined && dong >= LEAST_IN_WORDS_DONG && !isTooLarge ? dong : undefined);
  return dong === undefined ? undefined : { dong, isTooLarge, words };
}
