import { operationId, splitId } from '#kernel/ids.ts';
import { namedAmong, tablesNaming, takingBack } from '#kernel/in-use.ts';
import { defineCommand, type Change, type Reader } from '#kernel/module.ts';
import { MAX_PRICE_DONG } from '#kernel/money.ts';
import { ok, refuse } from '#kernel/result.ts';
import { registry } from '#modules/registry.ts';
import { pricesOf } from './queries.ts';
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
  /** The book has it under this id: it gets only the price. */
  readonly productId?: string;
  /** đồng for one whole unit; a product may come without a price. */
  readonly unitPriceDong?: number;
  readonly effectiveOn?: string;
  readonly note?: string;
}

/**
 * Adds the products of a price list, each with its price, and announces the new prices of those that the book has.
 * `batch` names the import so that the products can be taken back; a price once announced stays, as everywhere.
 */
export const importProducts = defineCommand({
  tables: [products, prices],
  isBatch: true,
  async decide(context, input: { readonly batch: string; readonly rows: readonly ImportedProduct[] }) {
    if (input.rows.length > IMPORT_CHUNK) return refuse('products.importTooLarge', { limit: IMPORT_CHUNK });
    const changes = input.rows.flatMap(({ product, unitPriceDong, effectiveOn = context.today, ...rest }): Change[] => {
      const { productId = context.newId(), note } = rest;
      const row = { ...product, importBatch: input.batch };
      const added: Change[] =
        rest.productId === undefined ? [{ kind: 'create', table: products, id: productId, row }] : [];
      if (unitPriceDong === undefined) return added;
      const price = { productId, unitPriceDong, effectiveOn, ...(note === undefined ? {} : { note }) };
      return [...added, { kind: 'post', table: prices, id: context.newId(), row: price }];
    });
    return ok({ changes, output: input.rows.length });
  },
});

const naming = tablesNaming(
  registry.flatMap(({ tables }) => tables).filter(({ name }) => name !== prices.name),
  'productId',
);

/**
 * Takes an import back: the products that no slip or plot names, that have no other price than they came with and that
 * nobody has edited since; the others stay. Refused when there is none. A price without its product counts nowhere.
 */
export const undoProductImport = defineCommand({
  tables: [products, prices, ...naming],
  isBatch: true,
  async decide(context, batch: string) {
    const rows = (await context.read.list(products)).filter((row) => row.importBatch === batch);
    const ids = rows.map(({ id }) => id);
    const used = await namedAmong(context.read, ids, { tables: naming, field: 'productId' });
    const named = new Set([...used, ...(await repriced(context.read, ids))]);
    return takingBack(context.read, rows, { table: products, named, refusal: 'products.importInUse' });
  },
});

/** Which of these imported products have a price that did not come in with them: theirs has the next number in its log. */
async function repriced(read: Reader, ids: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const id of ids) {
    const { writer, n } = splitId(id);
    const own = operationId(writer, n + 1);
    if ((await pricesOf(read, id)).some((price) => price.id !== own)) found.push(id);
  }
  return found;
}
