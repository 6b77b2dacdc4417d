/**
 * A harvest and its sale, saved together: what the app's later modules do with every slip of several documents. The
 * harvest may be of a closed day and the sale is of today, so that one of the two alone would be put aside.
 */
import { defineCommand } from '#kernel/module.ts';
import { ok } from '#kernel/result.ts';
import { recordHarvest, type RecordHarvestInput } from '#modules/harvests/commands.ts';
import { recordSale, type RecordSaleInput } from '#modules/sales/commands.ts';

export const deliver = defineCommand({
  tables: [...new Set([...recordHarvest.tables, ...recordSale.tables])],
  async decide(context, input: { readonly harvest: RecordHarvestInput; readonly sale: RecordSaleInput }) {
    const harvest = await recordHarvest.decide(context, input.harvest);
    if (!harvest.ok) return harvest;
    const sale = await recordSale.decide(context, input.sale);
    if (!sale.ok) return sale;
    return ok({ changes: [...harvest.value.changes, ...sale.value.changes], output: harvest.value.output });
  },
});
