/** Which co-op this device works for, and as whom. Small and read before anything else, so it lies in localStorage. */
import * as z from 'zod/mini';

const profileSchema = z.object({
  coop: z.string().check(z.regex(/^[0-9a-f]{16}$/)),
  coopName: z.string(),
  user: z.string().check(z.regex(/^[0-9a-f]{16}$/)),
  role: z.enum(['member', 'office']),
  memberId: z.optional(z.string()),
  /** The session proof; absent while the co-op lives on this device alone. */
  token: z.optional(z.string()),
});
export type Profile = z.infer<typeof profileSchema>;

const PROFILE_KEY = 'so-mua.profile';
const LANGUAGE_KEY = 'so-mua.language';

export function readProfile(): Profile | undefined {
  const stored = localStorage.getItem(PROFILE_KEY);
  if (stored === null) return undefined;
  const parsed: unknown = JSON.parse(stored);
  return profileSchema.parse(parsed);
}

export function writeProfile(profile: Profile): void {
  localStorage.setItem(PROFILE_KEY, JSON.stringify(profile));
}

export function readLanguage(): 'vi' | 'en' {
  return localStorage.getItem(LANGUAGE_KEY) === 'en' ? 'en' : 'vi';
}

export function writeLanguage(language: 'vi' | 'en'): void {
  localStorage.setItem(LANGUAGE_KEY, language);
}
