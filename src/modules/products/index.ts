import type { ModuleDefinition } from '#kernel/module.ts';
import { permissions } from './permissions.ts';
import { prices, products } from './records.ts';

export { dong, isoDate, prices, products, rowReference, type PriceRow, type ProductRow } from './records.ts';

export const productsModule: ModuleDefinition = {
  name: 'products',
  tables: [products, prices],
  projections: [],
  permissions,
  tablesVersion: 1,
};
export { priceOn, productList, type Price, type Product } from './queries.ts';
