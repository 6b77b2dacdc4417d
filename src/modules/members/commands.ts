import { namedAmong, tablesNaming, takingBack } from '#kernel/in-use.ts';
import { defineCommand, type Change } from '#kernel/module.ts';
import { ok, refuse } from '#kernel/result.ts';
import { cleanText } from '#kernel/text.ts';
import { registry } from '#modules/registry.ts';
import { memberWithCode } from './queries.ts';
import { members, MOST_GROUPS, type MemberRow } from './records.ts';

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

/** Puts a member into a group. Nothing is written when the member is in it. Refuses an empty name and a 21st group. */
export const joinGroup = defineCommand({
  tables: [members],
  async decide(context, input: { readonly id: string; readonly group: string }) {
    const member = await context.read.get(members, input.id);
    if (member === undefined) return refuse('members.unknown');
    const group = cleanText(input.group);
    if (group === '') return refuse('members.groupEmpty');
    const groups = new Set(member.groups).add(group);
    if (groups.size > MOST_GROUPS) return refuse('members.groupTooMany', { limit: MOST_GROUPS });
    return ok({
      changes: [{ kind: 'set', table: members, id: input.id, fields: { groups: [...groups] } }],
      output: group,
    });
  },
});

export const leaveGroup = defineCommand({
  tables: [members],
  async decide(context, input: { readonly id: string; readonly group: string }) {
    const member = await context.read.get(members, input.id);
    if (member === undefined) return refuse('members.unknown');
    const groups = (member.groups ?? []).filter((group) => group !== input.group);
    return ok({ changes: [{ kind: 'set', table: members, id: input.id, fields: { groups } }], output: input.group });
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

const naming = tablesNaming(
  registry.flatMap(({ tables }) => tables),
  'memberId',
);

/**
 * Takes an import back: the members whom no slip, plot or account names and nobody has edited since; the others stay.
 * Refused when that is nobody.
 */
export const undoImport = defineCommand({
  tables: [members, ...naming],
  isBatch: true,
  async decide(context, batch: string) {
    const rows = await context.read.list(members, { index: 'importBatch', equals: batch });
    const ids = rows.map(({ id }) => id);
    const named = await namedAmong(context.read, ids, { tables: naming, field: 'memberId' });
    return takingBack(context.read, rows, { table: members, named, refusal: 'members.importInUse' });
  },
});
