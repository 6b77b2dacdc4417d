import { defineCommand, type Change } from '#kernel/module.ts';
import { MAX_PRICE_DONG } from '#kernel/money.ts';
import { ok, refuse } from '#kernel/result.ts';
import { prices, products, type ProductRow } from './records.ts';

/** Adds a product to the co-op's list; from somebody who may only propose it is a proposal. Gives the new row's id. */
export const addProduct = defineCommand({
  tables: [products],
  async decide(context, input: ProductRow) {
    const id = context.newId();
    const mayList = context.may(products, 'create', { ...input });
    const row = mayList ? input : { ...input, isProposed: true };
    return ok({ changes: [{ kind: 'create', table: products, id, row }], output: id });
  },
});

export const editProduct = defineCommand({
  tables: [products],
  async decide(context, input: { readonly id: string; readonly fields: Partial<ProductRow> }) {
    if ((await context.read.get(products, input.id)) === undefined) return refuse('products.unknown');
    return ok({ changes: [{ kind: 'set', table: products, id: input.id, fields: input.fields }], output: input.id });
  },
});

/** Ends a disagreement: the chosen value stands, and all the others are named as replaced. */
export const resolveProduct = defineCommand({
  tables: [products],
  async decide(context, input: { readonly id: string; readonly fields: Partial<ProductRow> }) {
    if ((await context.read.get(products, input.id)) === undefined) return refuse('products.unknown');
    return ok({
      changes: [{ kind: 'resolve', table: products, id: input.id, fields: input.fields }],
      output: input.id,
    });
  },
});

/**
 * Announces a price from a day on, in đồng for one whole unit. Refuses an unknown product, a price of zero or less, and
 * one that no product of a co-op has.
 */
export const setPrice = defineCommand({
  tables: [products, prices],
  async decide(
    context,
    input: {
      readonly productId: string;
      readonly grade?: string;
      readonly unitPriceDong: number;
      readonly effectiveOn?: string;
    },
  ) {
    if ((await context.read.get(products, input.productId)) === undefined) return refuse('products.unknown');
    if (input.unitPriceDong <= 0) return refuse('products.priceNotPositive');
    if (input.unitPriceDong > MAX_PRICE_DONG) return refuse('products.priceTooLarge');
    const id = context.newId();
    const row = { ...input, effectiveOn: input.effectiveOn ?? context.today };
    return ok({ changes: [{ kind: 'post', table: prices, id, row }], output: id });
  },
});

/** At most this many rows in one call, so that a save stays short on an old PC. */
export const IMPORT_CHUNK = 500;

export interface ImportedProduct {
  readonly product: ProductRow;
  /** đồng for one whole unit; a product may come without a price. */
  readonly unitPriceDong?: number;
  readonly effectiveOn?: string;
  readonly note?: string;
}

/** Adds the products of a price list, each with its price. `batch` names the import so that it can be taken back whole. */
export const importProducts = defineCommand({
  tables: [products, prices],
  isBatch: true,
  async decide(context, input: { readonly batch: string; readonly rows: readonly ImportedProduct[] }) {
    if (input.rows.length > IMPORT_CHUNK) return refuse('products.importTooLarge', { limit: IMPORT_CHUNK });
    const changes = input.rows.flatMap(({ product, unitPriceDong, effectiveOn = context.today, note }): Change[] => {
      const productId = context.newId();
      const row = { ...product, importBatch: input.batch };
      const added: Change = { kind: 'create', table: products, id: productId, row };
      if (unitPriceDong === undefined) return [added];
      const price = { productId, unitPriceDong, effectiveOn, ...(note === undefined ? {} : { note }) };
      return [added, { kind: 'post', table: prices, id: context.newId(), row: price }];
    });
    return ok({ changes, output: input.rows.length });
  },
});

/** Takes a whole import back. A price without its product counts nowhere; a product that somebody edited since stays. */
export const undoProductImport = defineCommand({
  tables: [products],
  isBatch: true,
  async decide(context, batch: string) {
    const rows = (await context.read.list(products)).filter((row) => row.importBatch === batch);
    const changes: Change[] = rows.map((row) => ({ kind: 'delete', table: products, id: row.id }));
    return ok({ changes, output: changes.length });
  },
});
