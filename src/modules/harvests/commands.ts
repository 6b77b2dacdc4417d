import { defineCommand, type Stored } from '#kernel/module.ts';
import { ok, refuse } from '#kernel/result.ts';
import { products } from '#modules/products/index.ts';
import { harvests, MAX_QUANTITY_MILLI, type HarvestRow } from './records.ts';

export interface RecordHarvestInput {
  readonly memberId: string;
  readonly plotId?: string;
  readonly productId: string;
  readonly grade?: string;
  /** Thousandths of the product's unit: grams for kg. */
  readonly quantityMilli: number;
  /** Today when absent. */
  readonly harvestedOn?: string;
  readonly note?: string;
}

/** Records one harvest; quantity only, no money. Refuses zero, less, and more than 1,000 tonnes (HV1, HV2). Gives its id. */
export const recordHarvest = defineCommand({
  tables: [products, harvests],
  async decide(context, input: RecordHarvestInput) {
    const product = await context.read.get(products, input.productId);
    if (product === undefined) return refuse('harvests.productUnknown');
    if (input.quantityMilli <= 0) return refuse('harvests.quantityNotPositive');
    if (input.quantityMilli > MAX_QUANTITY_MILLI)
      return refuse('harvests.quantityTooLarge', { limit: MAX_QUANTITY_MILLI });
    const id = context.newId();
    const row: HarvestRow = { ...input, unit: product.unit, harvestedOn: input.harvestedOn ?? context.today };
    return ok({ changes: [{ kind: 'post', table: harvests, id, row }], output: id });
  },
});

/** Takes a harvest back by a complete document of its own, dated today. Refuses a second time (HV3). Gives its id. */
export const reverseHarvest = defineCommand({
  tables: [harvests],
  async decide(context, harvestId: string) {
    const original = await context.read.get(harvests, harvestId);
    if (original === undefined) return refuse('harvests.unknown');
    if (original.reversesId !== undefined) return refuse('harvests.isReversal');
    const reversals = await context.read.list(harvests, { index: 'reversesId', equals: harvestId });
    if (reversals.some((reversal) => reversal.column !== 'attention')) return refuse('harvests.alreadyReversed');
    const id = context.newId();
    return ok({
      changes: [{ kind: 'reverse', table: harvests, id, row: reversalOf(original, context.today) }],
      output: id,
    });
  },
});

function reversalOf(original: Stored<HarvestRow>, today: string): HarvestRow {
  const { memberId, plotId, productId, grade, unit, note } = original;
  return {
    memberId,
    plotId,
    productId,
    grade,
    unit,
    note,
    quantityMilli: -original.quantityMilli,
    harvestedOn: today,
    reversesId: original.id,
  };
}
