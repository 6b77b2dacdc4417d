import { grantText, type Grant } from '#kernel/grants.ts';
import { defineCommand } from '#kernel/module.ts';
import { ok } from '#kernel/result.ts';
import { grants } from './records.ts';

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
