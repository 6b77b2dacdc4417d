import * as z from 'zod/mini';
import { isIsoDate } from '#kernel/calendar.ts';
import { defineTable, type ProjectionDefinition } from '#kernel/module.ts';
import type { ClosedPeriodRow } from '#kernel/system-rows.ts';

export const accounts: ProjectionDefinition = {
  name: 'accounts',
  measures: ['balanceDong', 'pendingDong', 'pendingCashDong', 'cashDong', 'incomeDong'],
  version: 2,
};

/** Closed up to this day, before any co-op's first, means that every day is open. */
export const OPEN_SINCE = '1970-01-01';

/** Books are closed up to a day: documents of that day and before are put aside as `late` (rule LG1). */
export const closedPeriods = defineTable<ClosedPeriodRow>({
  name: 'closed_periods',
  number: 13,
  kind: 'record',
  role: 'closed-period',
  fields: { closedThrough: { no: 1, kind: 'date', onConflict: 'latest' } },
  schema: z.strictObject({ closedThrough: z.string().check(z.refine(isIsoDate)) }),
  scope: 'coop',
});
