import { isIsoDate } from '#kernel/calendar.ts';
import { defineCommand } from '#kernel/module.ts';
import { ok, refuse } from '#kernel/result.ts';
import { closedPeriods } from './records.ts';

/**
 * Closes the books up to and including a day (ISO date), or opens them again back to it. Refuses a day that has not
 * passed. Documents of closed days are still saved; they wait for the office (LG1). Gives the row's id.
 */
export const closePeriod = defineCommand({
  tables: [closedPeriods],
  async decide(context, closedThrough: string) {
    if (!isIsoDate(closedThrough) || closedThrough >= context.today) return refuse('ledger.dayNotPassed');
    const [known] = await context.read.list(closedPeriods);
    const row = { closedThrough };
    if (known !== undefined)
      return ok({ changes: [{ kind: 'set', table: closedPeriods, id: known.id, fields: row }], output: known.id });
    const id = context.newId();
    return ok({ changes: [{ kind: 'create', table: closedPeriods, id, row }], output: id });
  },
});
