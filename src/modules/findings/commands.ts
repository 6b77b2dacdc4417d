import { defineCommand, type CommandContext } from '#kernel/module.ts';
import { ok, refuse, type Refusal } from '#kernel/result.ts';
import { cleanLines } from '#kernel/text.ts';
import { answersTo, stands } from './queries.ts';
import { findingAnswers, findings, isTooLong, MAX_LETTERS, type FindingRow } from './records.ts';

export interface RecordFindingInput {
  readonly what: string;
  /** Today when absent. */
  readonly foundOn?: string;
  /** The record that it is about: its table's number and its id. */
  readonly on?: { readonly table: number; readonly id: string } | undefined;
}

/**
 * Records what the board found. Refuses an empty text, one of more than 1,000 letters, and the same words about the same
 * record on the same day while those are open: the draft of a finding that was saved as the app was killed (FD5). Gives
 * the row's id.
 */
export const recordFinding = defineCommand({
  tables: [findings],
  async decide(context, { what, foundOn, on }: RecordFindingInput) {
    const text = cleanLines(what);
    const refusal = refusalOfText(text);
    if (refusal !== undefined) return refusal;
    const day = foundOn ?? context.today;
    const sameDay = await context.read.list(findings, { index: 'foundOn', equals: day });
    if (sameDay.some((each) => each.what === text && each.onRow === on?.id && each.settledOn === undefined))
      return refuse('findings.recorded');
    const id = context.newId();
    const row: FindingRow = {
      what: text,
      foundOn: day,
      ...(on === undefined ? {} : { onTable: on.table, onRow: on.id }),
    };
    return ok({ changes: [{ kind: 'create', table: findings, id, row }], output: id });
  },
});

export interface EditFindingInput {
  readonly id: string;
  readonly what: string;
  readonly foundOn: string;
}

/**
 * Puts a finding in other words or on another day. Refuses once somebody has answered it, since the answer would stand
 * under words that it was not given to (FD2), and a settled one. Only what differs is written. Gives the row's id.
 */
export const editFinding = defineCommand({
  tables: [findings, findingAnswers],
  async decide(context, { id, what, foundOn }: EditFindingInput) {
    const known = await context.read.get(findings, id);
    if (known === undefined) return refuse('findings.unknown');
    if (known.settledOn !== undefined) return refuse('findings.settled');
    if ((await answersTo(context.read, id)).some(stands)) return refuse('findings.answered');
    const text = cleanLines(what);
    const refusal = refusalOfText(text);
    if (refusal !== undefined) return refusal;
    const fields = {
      ...(text === known.what ? {} : { what: text }),
      ...(foundOn === known.foundOn ? {} : { foundOn }),
    };
    if (Object.keys(fields).length === 0) return ok({ changes: [], output: id });
    return ok({ changes: [{ kind: 'set', table: findings, id, fields }], output: id });
  },
});

/** Ends a disagreement: the chosen value stands, and all the others are named as replaced. */
export const resolveFinding = defineCommand({
  tables: [findings],
  async decide(context, input: { readonly id: string; readonly fields: Partial<FindingRow> }) {
    if ((await context.read.get(findings, input.id)) === undefined) return refuse('findings.unknown');
    return ok({
      changes: [{ kind: 'resolve', table: findings, id: input.id, fields: input.fields }],
      output: input.id,
    });
  },
});

/** Settles a finding today, answered or not: the board has seen that it is put right. Refuses a settled one. */
export const settleFinding = defineCommand({
  tables: [findings],
  async decide(context, id: string) {
    return setSettledOn(context, { id, settledOn: context.today });
  },
});

/** Opens a settled finding again. Refuses one that is open. */
export const reopenFinding = defineCommand({
  tables: [findings],
  async decide(context, id: string) {
    return setSettledOn(context, { id, settledOn: undefined });
  },
});

/**
 * Answers a finding today. Refuses a settled one, an empty text, one of more than 1,000 letters, and the words of an
 * answer that stands (FD5). Gives the answer's id.
 */
export const answerFinding = defineCommand({
  tables: [findings, findingAnswers],
  async decide(context, input: { readonly findingId: string; readonly text: string }) {
    const known = await context.read.get(findings, input.findingId);
    if (known === undefined) return refuse('findings.unknown');
    if (known.settledOn !== undefined) return refuse('findings.settled');
    const text = cleanLines(input.text);
    const refusal = refusalOfText(text);
    if (refusal !== undefined) return refusal;
    const earlier = await answersTo(context.read, input.findingId);
    if (earlier.some((answer) => stands(answer) && answer.text === text)) return refuse('findings.answeredSo');
    const id = context.newId();
    const row = { findingId: input.findingId, text, answeredOn: context.today };
    return ok({ changes: [{ kind: 'post', table: findingAnswers, id, row }], output: id });
  },
});

async function setSettledOn(
  context: CommandContext,
  { id, settledOn }: { readonly id: string; readonly settledOn: string | undefined },
) {
  const known = await context.read.get(findings, id);
  if (known === undefined) return refuse('findings.unknown');
  if (settledOn !== undefined && known.settledOn !== undefined) return refuse('findings.settled');
  if (settledOn === undefined && known.settledOn === undefined) return refuse('findings.open');
  return ok({ changes: [{ kind: 'set' as const, table: findings, id, fields: { settledOn } }], output: id });
}

function refusalOfText(text: string): Refusal | undefined {
  if (text === '') return refuse('findings.empty');
  return isTooLong(text) ? refuse('findings.tooLong', { limit: MAX_LETTERS }) : undefined;
}
