import { defineCommand } from '#kernel/module.ts';
import { ok, refuse } from '#kernel/result.ts';
import { plots, type PlotRow } from './records.ts';

/** Adds a plot to a member. Gives the new row's id. */
export const addPlot = defineCommand({
  tables: [plots],
  async decide(context, input: PlotRow) {
    const id = context.newId();
    return ok({ changes: [{ kind: 'create', table: plots, id, row: input }], output: id });
  },
});

/** Changes a plot's fields; its owner stays, since the owner's devices hold it. */
export const editPlot = defineCommand({
  tables: [plots],
  async decide(context, input: { readonly id: string; readonly fields: Partial<Omit<PlotRow, 'memberId'>> }) {
    if ((await context.read.get(plots, input.id)) === undefined) return refuse('plots.unknown');
    return ok({ changes: [{ kind: 'set', table: plots, id: input.id, fields: input.fields }], output: input.id });
  },
});

/** Ends a disagreement: the chosen value stands, and all the others are named as replaced. */
export const resolvePlot = defineCommand({
  tables: [plots],
  async decide(context, input: { readonly id: string; readonly fields: Partial<Omit<PlotRow, 'memberId'>> }) {
    if ((await context.read.get(plots, input.id)) === undefined) return refuse('plots.unknown');
    return ok({ changes: [{ kind: 'resolve', table: plots, id: input.id, fields: input.fields }], output: input.id });
  },
});
