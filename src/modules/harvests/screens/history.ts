import { textIn, type HistoryScreen } from '#hooks/history-screen.ts';
import { quantityText } from '#kernel/quantity.ts';
import { members } from '#modules/members/index.ts';
import { products } from '#modules/products/index.ts';
import { reverseHarvest } from '../commands.ts';
import { harvests } from '../index.ts';

export const history: readonly HistoryScreen[] = [
  {
    table: harvests,
    namespace: 'harvests',
    say: async ({ kind, fields, me }, read) => {
      const isOwn = fields['memberId'] === me.memberId;
      const product = await read.get(products, textIn(fields, 'productId'));
      const member = isOwn ? undefined : await read.get(members, textIn(fields, 'memberId'));
      const values = {
        quantity: quantityText(Math.abs(Number(fields['quantityMilli'])), textIn(fields, 'unit')),
        product: product?.name ?? '…',
        member: member?.name ?? '…',
      };
      return { key: `${kind === 'reverse' ? 'reverse' : 'record'}${isOwn ? '' : 'For'}`, values };
    },
    undo: reverseHarvest,
    path: ({ id }) => `/thu-hoach/${id}`,
  },
];
