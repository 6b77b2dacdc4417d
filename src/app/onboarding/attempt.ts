import * as z from 'zod/mini';
import { hexOf } from '#kernel/ids.ts';
import { parsedJson } from '#kernel/json.ts';

const ATTEMPT_KEY = 'so-mua.proof';

const attemptSchema = z.object({
  for: z.string(),
  proof: z.string().check(z.regex(/^[0-9a-f]{32}$/)),
  coop: z.string().check(z.regex(/^[0-9a-f]{16}$/)),
});
/** What a device makes itself before it asks a server: the session proof, and the co-op's id when it founds one. */
export type EnrolAttempt = z.infer<typeof attemptSchema>;

/**
 * The attempt for a link or a code: made once and kept before the server is asked, so that the same person asking again
 * after a lost answer, or after the page was loaded anew, asks the same and is known again (docs/protocol.md "joining").
 */
export function attemptFor(invitation: string): EnrolAttempt {
  const kept = attemptSchema.safeParse(parsedJson(localStorage.getItem(ATTEMPT_KEY)));
  if (kept.success && kept.data.for === invitation) return kept.data;
  const random = (bytes: number): string => hexOf(crypto.getRandomValues(new Uint8Array(bytes)));
  const attempt = { for: invitation, proof: random(16), coop: random(8) };
  localStorage.setItem(ATTEMPT_KEY, JSON.stringify(attempt));
  return attempt;
}
