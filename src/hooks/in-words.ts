import { useEffect, useState } from 'react';

/** A sum in Vietnamese words, as on a voucher (rule U24), whole đồng; undefined until the words are loaded, or where none are asked for. */
export function useInWords(dong: number | undefined): string | undefined {
  const [inWords, setInWords] = useState<(dong: number) => string>();
  const isAsked = dong !== undefined;
  useEffect(() => {
    if (!isAsked) return;
    void import('#files/amount-in-words.ts').then(({ amountInWords }) => setInWords(() => amountInWords));
  }, [isAsked]);
  return dong === undefined ? undefined : inWords?.(dong);
}
