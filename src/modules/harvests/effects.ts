import { memberScope, type Effect, type ProjectionDefinition } from '#kernel/module.ts';

export const harvestTotals: ProjectionDefinition = {
  name: 'harvest_totals',
  measures: ['quantityMilli', 'count'],
  version: 1,
};

interface HarvestFacts {
  readonly memberId: string;
  readonly productId: string;
  readonly quantityMilli: number;
  readonly reversesId?: string | undefined;
}

/** A harvest adds to the member's quantity of the product and to the co-op's; its reversal takes both back. No money. */
export function harvestEffects(row: HarvestFacts): readonly Effect[] {
  const amounts = { quantityMilli: row.quantityMilli, count: row.reversesId === undefined ? 1 : -1 };
  return [
    {
      projection: harvestTotals.name,
      key: memberProductKey(row.memberId, row.productId),
      scope: memberScope(row.memberId),
      amounts,
    },
    { projection: harvestTotals.name, key: productKey(row.productId), scope: 'book', amounts },
  ];
}

export function memberProductKey(memberId: string, productId: string): string {
  return `member:${memberId}/product:${productId}`;
}

export function productKey(productId: string): string {
  return `product:${productId}`;
}
