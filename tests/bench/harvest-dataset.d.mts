export interface HarvestRecord {
  readonly memberId: string;
  readonly plotId: string;
  readonly product: string;
  readonly quantityKg: number;
  readonly grade: string;
  readonly unitPrice: number;
  readonly date: string;
  readonly note: string;
  readonly createdAt: string;
}
export const memberIds: readonly string[];
export const PRODUCTS: readonly (readonly [string, number, number])[];
export function record(device: number, index: number): HarvestRecord;
