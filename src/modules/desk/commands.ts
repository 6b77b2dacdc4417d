import {
  defineCommand,
  memberScope,
  scopeOf,
  type Command,
  type FieldValue,
  type TableDefinition,
} from '#kernel/module.ts';
import { ok, refuse } from '#kernel/result.ts';
import { attention, choices, decisions, distinctions } from './records.ts';

export { setGrants } from './set-grants.ts';

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

/** Says that two documents are two, though they look alike (DK4). Nothing is written when that was said. Gives the row's id. */
export const tellApart = defineCommand({
  tables: [distinctions],
  async decide(
    context,
    pair: { readonly first: string; readonly second: string; readonly memberId?: string | undefined },
  ) {
    const [first, second] = [pair.first, pair.second].sort();
    if (first === undefined || second === undefined || first === second) return refuse('desk.samePair');
    const known = (await context.read.list(distinctions, { index: 'first', equals: first })).find(
      (each) => each.second === second,
    );
    if (known !== undefined) return ok({ changes: [], output: known.id });
    const id = context.newId();
    const row = { first, second, ...(pair.memberId === undefined ? {} : { memberId: pair.memberId }) };
    return ok({ changes: [{ kind: 'create', table: distinctions, id, row }], output: id });
  },
});

/** Takes "these are two" back: the pair is asked about again. */
export const askAgain = defineCommand({
  tables: [distinctions],
  async decide(context, id: string) {
    if ((await context.read.get(distinctions, id)) === undefined) return refuse('desk.unknown');
    return ok({ changes: [{ kind: 'delete', table: distinctions, id }], output: id });
  },
});

export interface ChooseInput {
  readonly id: string;
  readonly field: string;
  readonly value: FieldValue | undefined;
}

/** A value that was not chosen. */
export interface KeptValue {
  /** Absent: the field was empty. */
  readonly value?: FieldValue;
  readonly writer: string;
  readonly savedAt: number;
}

/**
 * Ends a disagreement by the module's own command, and keeps what was not chosen in the same save (U35, DK5). Bringing
 * a value back is choosing it: what stood until then is kept in its turn. Refuses what the module's command refuses.
 */
export function choosing(
  table: TableDefinition,
  resolve: Command<{ readonly id: string; readonly fields: Readonly<Record<string, unknown>> }, string>,
): Command<ChooseInput, string> {
  return defineCommand({
    tables: [...resolve.tables, choices],
    async decide(context, { id, field, value }: ChooseInput) {
      const row = await context.read.get(table, id);
      if (row === undefined) return refuse('desk.unknown');
      const heads = await context.read.heads(table, id, field);
      const decided = await resolve.decide(context, { id, fields: { [field]: value } });
      if (!decided.ok) return decided;
      const chosen = JSON.stringify(value ?? null);
      const lost = heads
        .filter((head) => JSON.stringify(head.value ?? null) !== chosen)
        .map(({ value: left, writer, savedAt }) =>
          JSON.stringify({ value: left, writer, savedAt } satisfies LeftValue),
        );
      const owner = ownerOf(table, id, { ...row });
      const choice = { onTable: table.number, onRow: id, field, chosen, lost, ...owner };
      return ok({
        changes: [...decided.value.changes, { kind: 'post', table: choices, id: context.newId(), row: choice }],
        output: id,
      });
    },
  });
}

type LeftValue = Omit<KeptValue, 'value'> & { readonly value: FieldValue | undefined };

/** The member whose scope a row has, so that what is written about it lies beside it. */
function ownerOf(table: TableDefinition, id: string, row: Readonly<Record<string, unknown>>) {
  const scope = scopeOf(table, id, row);
  const prefix = memberScope('');
  return scope.startsWith(prefix) ? { memberId: scope.slice(prefix.length) } : {};
}

/** Writes a document that was filed away once more, as its own new one. Gives its id. */
export function writingAgain(table: TableDefinition): Command<Readonly<Record<string, unknown>>, string> {
  return defineCommand({
    tables: [table],
    async decide(context, row: Readonly<Record<string, unknown>>) {
      if (table.kind !== 'document' || row['reversesId'] !== undefined) return refuse('desk.notWrittenAgain');
      const id = context.newId();
      return ok({ changes: [{ kind: 'post', table, id, row }], output: id });
    },
  });
}
