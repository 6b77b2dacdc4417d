import { grantText, type Grant } from '#kernel/grants.ts';
import { defineCommand } from '#kernel/module.ts';
import { ok, refuse } from '#kernel/result.ts';
import { attention, decisions, grants } from './records.ts';

export interface DecideInput {
  /** The card. */
  readonly cardId: string;
  readonly action: 'release' | 'dismiss';
  /** For a late document: the open day on which it counts, ISO date; today when absent. */
  readonly postOn?: string;
  readonly note?: string;
}

/**
 * Lets in what the server put aside, or files it away (DK1). The server judges it again when the decision arrives.
 * Refuses a card on which somebody has decided. Gives the decision's id.
 */
export const decide = defineCommand({
  tables: [attention, decisions],
  async decide(context, input: DecideInput) {
    const card = await context.read.get(attention, input.cardId);
    if (card === undefined) return refuse('desk.unknown');
    if (card.state !== 'open') return refuse('desk.alreadyDecided');
    const earlier = await context.read.list(decisions, { index: 'operation', equals: card.operation });
    if (earlier.some((decision) => decision.column === 'waiting')) return refuse('desk.alreadyDecided');
    const id = context.newId();
    const isLate = input.action === 'release' && card.why === 'late';
    const row = {
      operation: card.operation,
      action: input.action,
      decidedOn: context.today,
      ...(isLate ? { postOn: input.postOn ?? context.today } : {}),
      ...(input.note === undefined ? {} : { note: input.note }),
    };
    return ok({ changes: [{ kind: 'post', table: decisions, id, row }], output: id });
  },
});

/** Says what a user's devices may hold from now on; none takes everything away (DK3). Gives the row's id. */
export const setGrants = defineCommand({
  tables: [grants],
  async decide(context, input: { readonly userId: string; readonly grants: readonly Grant[] }) {
    const [known] = await context.read.list(grants, { index: 'userId', equals: input.userId });
    const patterns = input.grants.map(grantText);
    if (known !== undefined)
      return ok({ changes: [{ kind: 'set', table: grants, id: known.id, fields: { patterns } }], output: known.id });
    const id = context.newId();
    return ok({
      changes: [{ kind: 'create', table: grants, id, row: { userId: input.userId, patterns } }],
      output: id,
    });
  },
});
