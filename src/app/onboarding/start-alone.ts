/** A book of one's own, before there is a co-op: an own entry and own products, so that everything else works as ever. */
import { commit, type LocalDatabase } from '#local-db/index.ts';
import type { Command } from '#kernel/module.ts';
import { Fault } from '#kernel/result.ts';
import { addMember } from '#modules/members/commands.ts';
import { addProduct } from '#modules/products/commands.ts';
import { newId, openDatabase } from '../device.ts';
import type { Profile } from '../profile.ts';

/** Offered by name to somebody who has no co-op's list yet; all are weighed in kg. */
export const COMMON_PRODUCTS: readonly string[] = ['Chè búp tươi', 'Cà phê quả tươi', 'Lúa', 'Ngô hạt', 'Sắn củ tươi'];

/** Makes the database with the person's entry and products. Faults: those of the store, or a refusal's code. */
export async function startAlone(input: {
  readonly personName: string;
  readonly bookName: string;
  readonly productNames: readonly string[];
}): Promise<Profile> {
  const book: Profile = {
    coop: newId(),
    coopName: input.bookName,
    user: newId(),
    roles: ['member'],
    personName: input.personName,
  };
  const database = await openDatabase(book);
  try {
    const memberId = await must(database, addMember, { name: input.personName });
    await addProducts(database, input.productNames);
    return { ...book, memberId };
  } finally {
    database.store.close();
  }
}

/** By name, all weighed in kg; in a co-op's book they are proposals. */
export async function addProducts(database: LocalDatabase, names: readonly string[]): Promise<void> {
  for (const name of names) await must(database, addProduct, { name, unit: 'kg' });
}

/** Saves by a command, or throws its refusal as a fault. */
export async function must<Input, Output>(
  database: LocalDatabase,
  command: Command<Input, Output>,
  input: Input,
): Promise<Output> {
  const outcome = await commit(database, command, input);
  if (!outcome.ok) throw new Fault(outcome.code, { values: outcome.values });
  return outcome.value.output;
}
