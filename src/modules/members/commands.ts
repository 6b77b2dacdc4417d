import { defineCommand, type Change } from '#kernel/module.ts';
import { ok, refuse } from '#kernel/result.ts';
import { memberWithCode } from './queries.ts';
import { members, type MemberRow } from './records.ts';

/** Adds a member to the register. Refuses a code that another member has. Gives the new row's id. */
export const addMember = defineCommand({
  tables: [members],
  async decide(context, input: MemberRow) {
    if (input.code !== undefined && (await memberWithCode(context.read, input.code)) !== undefined)
      return refuse('members.codeTaken', { code: input.code });
    const id = context.newId();
    return ok({ changes: [{ kind: 'create', table: members, id, row: input }], output: id });
  },
});

/** Changes fields of a member; a field that is `undefined` becomes empty. Refuses a code that another member has. */
export const editMember = defineCommand({
  tables: [members],
  async decide(context, input: { readonly id: string; readonly fields: Partial<MemberRow> }) {
    if ((await context.read.get(members, input.id)) === undefined) return refuse('members.unknown');
    const { code } = input.fields;
    const owner = code === undefined ? undefined : await memberWithCode(context.read, code);
    if (code !== undefined && owner !== undefined && owner.id !== input.id)
      return refuse('members.codeTaken', { code });
    return ok({ changes: [{ kind: 'set', table: members, id: input.id, fields: input.fields }], output: input.id });
  },
});

/** Ends a disagreement: the chosen value stands, and all the others are named as replaced. */
export const resolveMember = defineCommand({
  tables: [members],
  async decide(context, input: { readonly id: string; readonly fields: Partial<MemberRow> }) {
    if ((await context.read.get(members, input.id)) === undefined) return refuse('members.unknown');
    return ok({ changes: [{ kind: 'resolve', table: members, id: input.id, fields: input.fields }], output: input.id });
  },
});

/** At most this many rows in one call, so that a save stays short on an old PC. */
export const IMPORT_CHUNK = 500;

/** Adds the good rows of a file; each stands alone. `batch` names the import so that it can be taken back whole. */
export const importMembers = defineCommand({
  tables: [members],
  isBatch: true,
  async decide(context, input: { readonly batch: string; readonly rows: readonly MemberRow[] }) {
    if (input.rows.length > IMPORT_CHUNK) return refuse('members.importTooLarge', { limit: IMPORT_CHUNK });
    const changes: Change[] = input.rows.map((row) => ({
      kind: 'create',
      table: members,
      id: context.newId(),
      row: { ...row, importBatch: input.batch },
    }));
    return ok({ changes, output: changes.length });
  },
});

/** Takes a whole import back. A member whom somebody has edited since stays (the edit was not seen by the deletion). */
export const undoImport = defineCommand({
  tables: [members],
  isBatch: true,
  async decide(context, batch: string) {
    const rows = await context.read.list(members, { index: 'importBatch', equals: batch });
    const changes: Change[] = rows.map((row) => ({ kind: 'delete', table: members, id: row.id }));
    return ok({ changes, output: changes.length });
  },
});
