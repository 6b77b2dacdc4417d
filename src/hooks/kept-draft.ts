/** Reads a draft back: it may be of another version of the app, cut short, or of another hand. */
import * as z from 'zod/mini';
import { parsedJson } from '#kernel/json.ts';

/** One field of a draft: what its form can use, or absent. One that cannot be used takes none of the others with it. */
export function draftField<T>(schema: z.ZodMiniType<T>) {
  return z.catch(z.optional(schema), undefined);
}

/**
 * The first of `texts` that is a draft at all, on top of `empty`; `empty` when none is. A field that `schema` does not
 * know is left out, and one that it cannot read (`draftField`) is as `empty` has it.
 */
export function keptDraft<T extends object>(
  texts: readonly (string | null)[],
  schema: z.ZodMiniType<T>,
  empty: NoInfer<T>,
): T {
  for (const text of texts) {
    const parsed = schema.safeParse(parsedJson(text));
    if (parsed.success)
      return {
        ...empty,
        ...Object.fromEntries(Object.entries(parsed.data).filter(([, value]) => value !== undefined)),
      };
  }
  return empty;
}
