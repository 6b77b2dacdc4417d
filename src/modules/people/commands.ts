import { defineCommand } from '#kernel/module.ts';
import { ok } from '#kernel/result.ts';
import { writers } from './records.ts';

/**
 * Says once per log who writes in it, so that a disagreement can name both people (rule U35). Nothing is written when
 * the log has been introduced. Gives whether it was written now.
 */
export const introduce = defineCommand({
  tables: [writers],
  async decide(context, name: string) {
    const own = { index: 'id', from: `${context.writer}-`, to: `${context.writer}-\uffff`, limit: 1 };
    if ((await context.read.list(writers, own)).length > 0) return ok({ changes: [], output: false });
    const { memberId } = context.me;
    const row = { name, ...(memberId === undefined ? {} : { memberId }) };
    return ok({ changes: [{ kind: 'create', table: writers, id: context.newId(), row }], output: true });
  },
});
