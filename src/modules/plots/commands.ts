import { defineCommand } from '#kernel/module.ts';
import { ok, refuse, type Refusal } from '#kernel/result.ts';
import { plots, type PlotRow } from './records.ts';

const MAX_AREA_M2 = 1_000_000_000;

/** Adds a plot to a member. Refuses an area of nothing and one beyond 1,000 km². Gives the new row's id. */
export const addPlot = defineCommand({
  tables: [plots],
  async decide(context, input: PlotRow) {
    const refusal = refusedArea(input.areaM2);
    if (refusal !== undefined) return refusal;
    const id = context.newId();
    return ok({ changes: [{ kind: 'create', table: plots, id, row: input }], output: id });
  },
});

/** Changes a plot's fields; its owner stays, since the owner's devices hold it. */
export const editPlot = defineCommand({
  tables: [plots],
  async decide(context, input: { readonly id: string; readonly fields: Partial<Omit<PlotRow, 'memberId'>> }) {
    if ((await context.read.get(plots, input.id)) === undefined) return refuse('plots.unknown');
    const refusal = refusedArea(input.fields.areaM2);
    if (refusal !== undefined) return refusal;
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

function refusedArea(areaM2: number | undefined): Refusal | undefined {
  if (areaM2 === undefined) return undefined;
  if (areaM2 <= 0) return refuse('plots.areaNotPositive');
  return areaM2 > MAX_AREA_M2 ? refuse('plots.areaTooLarge') : undefined;
}
