/** What other modules' screens take from the products and their prices. */
export { usePriceAge } from './price-age.tsx';
