import { expect, test } from 'vitest';
import type { Stored, TableDefinition } from '#kernel/module.ts';
import { mayWrite } from '#kernel/permission.ts';
import type { Role } from '#kernel/roles.ts';
import { members } from '#modules/members/index.ts';
import { plots } from '#modules/plots/index.ts';
import { products } from '#modules/products/index.ts';
import { registry } from '#modules/registry.ts';
import { disagreements } from './use-attention.ts';

const permissions = registry.flatMap((module) => module.permissions);

function inDispute(table: TableDefinition, conflicts: readonly string[]) {
  const row: Stored<object> = { id: 'aaaaaaaaaaaaaaaa-1', column: 'confirmed', savedAt: 0, conflicts };
  return { table, row };
}

const rows = [inDispute(products, ['name']), inDispute(members, ['phone']), inDispute(plots, ['areaM2', 'name'])];

function askedOf(role: Role): readonly string[] {
  const may: Parameters<typeof disagreements>[1] = (table, kind, row) =>
    mayWrite(permissions, { roles: [role] }, { table, kind, row });
  return disagreements(rows, may).map(({ table, field }) => `${table.name}.${field}`);
}

test('[U35] a person is asked about what people disagree in only where the person can end it', () => {
  expect(askedOf('member')).toEqual(['plots.areaM2', 'plots.name']);
  expect(askedOf('bookkeeper')).toEqual(['products.name', 'members.phone', 'plots.areaM2', 'plots.name']);
  expect(askedOf('control')).toEqual([]);
});
