import { textIn, type HistoryScreen, type StepToSay } from '#hooks/history-screen.ts';
import type { Reader } from '#kernel/module.ts';
import { moneyText } from '#kernel/money.ts';
import { quantityText } from '#kernel/quantity.ts';
import { members } from '#modules/members/index.ts';
import { products } from '#modules/products/index.ts';
import { reverseSale } from '../commands.ts';
import { confirmations, customers, sales } from '../index.ts';
import { saleWithFate } from '../queries.ts';

export const history: readonly HistoryScreen[] = [
  {
    table: sales,
    namespace: 'sales',
    say: async (step, read) => {
      const isOwn = step.fields['memberId'] !== undefined && step.fields['memberId'] === step.me.memberId;
      const values = await figuresOf(step, read);
      const isWalkIn = textIn(step.fields, 'direction') === 'coop-customer' && values['buyer'] === '';
      const kind = `${textIn(step.fields, 'direction')}${isWalkIn ? '-walk-in' : isOwn ? '' : '-for'}`;
      return { key: `${step.kind === 'reverse' ? 'reverse' : 'record'}.${kind}`, values };
    },
    isAwaiting: async (id, read) => (await saleWithFate(read, id))?.isAwaiting === true,
    undo: reverseSale,
    path: ({ id }) => `/ban-hang/${id}`,
  },
  {
    table: confirmations,
    namespace: 'sales',
    say: async (step, read) => ({ key: 'confirm', values: await figuresOf(step, read) }),
    path: ({ fields }) => `/ban-hang/${textIn(fields, 'saleId')}`,
  },
  {
    table: customers,
    namespace: 'sales',
    say: async ({ kind, id, fields }, read) => {
      const name = kind === 'create' ? textIn(fields, 'name') : ((await read.get(customers, id))?.name ?? '…');
      return { key: `customer.${kind}`, values: { name }, changed: Object.keys(fields) };
    },
    path: ({ id }) => `/khach-hang/${id}`,
  },
];

async function figuresOf({ fields }: StepToSay, read: Reader): Promise<Readonly<Record<string, string>>> {
  const product = await read.get(products, textIn(fields, 'productId'));
  const member = await read.get(members, textIn(fields, 'memberId'));
  const customer = await read.get(customers, textIn(fields, 'customerId'));
  return {
    quantity: quantityText(Math.abs(Number(fields['quantityMilli'])), textIn(fields, 'unit')),
    amount: moneyText(Math.abs(Number(fields['amountDong']))),
    product: product?.name ?? '…',
    member: member?.name ?? '…',
    buyer: customer?.name ?? textIn(fields, 'buyerName'),
  };
}
