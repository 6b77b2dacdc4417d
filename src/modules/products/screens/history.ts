import { sayByName, textIn, type HistoryScreen } from '#hooks/history-screen.ts';
import { formatDate } from '#kernel/calendar.ts';
import { moneyText } from '#kernel/money.ts';
import { prices, products } from '../index.ts';

export const history: readonly HistoryScreen[] = [
  {
    table: products,
    namespace: 'products',
    say: sayByName(products),
    path: ({ id }) => `/san-pham/${id}`,
  },
  {
    table: prices,
    namespace: 'products',
    say: async ({ fields }, read) => {
      const product = await read.get(products, textIn(fields, 'productId'));
      const values = {
        name: [product?.name ?? '…', textIn(fields, 'grade')].filter((part) => part !== '').join(' · '),
        price: `${moneyText(Number(fields['unitPriceDong']))}/${product?.unit ?? '…'}`,
        day: formatDate(textIn(fields, 'effectiveOn')),
      };
      return { key: 'price', values };
    },
  },
];
