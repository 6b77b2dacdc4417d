import { useEffect, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';

/** Below it no table is tried. */
const CARDS_BELOW_PX = 720;

const isNarrow = (): boolean => window.innerWidth < CARDS_BELOW_PX;

/**
 * Whether each row of the table is a card: on a phone, and wherever the table as it stands is wider than its place, on a
 * tablet or with large letters. Nothing scrolls sideways (rule U4).
 */
export function useCards(table: RefObject<HTMLTableElement | null>): boolean {
  const [isCards, setCards] = useState(isNarrow);
  useEffect(() => {
    // At once, so that the table is drawn and measured before the page is painted in its new size.
    const tryAgain = (): void => flushSync(() => setCards(isNarrow()));
    window.addEventListener('resize', tryAgain);
    return () => window.removeEventListener('resize', tryAgain);
  }, []);
  useEffect(() => {
    const drawn = table.current;
    const place = drawn?.parentElement;
    if (isCards || drawn === null || place === null || place === undefined) return;
    // Told before the page is painted, and again when a wider row comes.
    const observer = new ResizeObserver(() => {
      const isWiderThanPlace = drawn.offsetWidth > place.clientWidth + 1;
      // Some places grow with what is in them.
      const leavesPage = drawn.getBoundingClientRect().right > document.documentElement.clientWidth + 1;
      if ((isWiderThanPlace || leavesPage) && !matchMedia('print').matches) flushSync(() => setCards(true));
    });
    observer.observe(drawn);
    return () => observer.disconnect();
  }, [isCards, table]);
  return isCards;
}
