import type { ProjectionDefinition } from '#kernel/module.ts';

export const accounts: ProjectionDefinition = {
  name: 'accounts',
  measures: ['balanceDong', 'pendingDong', 'pendingCashDong', 'cashDong', 'incomeDong'],
  version: 2,
};
