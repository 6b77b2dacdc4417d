/** Which co-op this device works for, and as whom. Small and read before anything else, so it lies in localStorage. */
import * as z from 'zod/mini';
import { parsedJson } from '#kernel/json.ts';
import { withReadRoles, type WithRoles } from '#kernel/roles.ts';
import { rolesSchema } from '#protocol/roles.ts';
import { PEOPLE_KEY } from './lock/guard.ts';

const id = z.string().check(z.regex(/^[0-9a-f]{16}$/));

const bookSchema = z.object({ coop: id, user: id, memberId: z.optional(z.string()) });
/** A local database of this device: `so-mua-<coop>-<user>`. */
export type Book = z.infer<typeof bookSchema>;

export const profileSchema = z.object({
  coop: id,
  coopName: z.string(),
  /** Names the local database together with the co-op; stays when a book that began alone gets a server. */
  user: id,
  roles: rolesSchema,
  memberId: z.optional(z.string()),
  /** Under which name this person's changes are shown to others. */
  personName: z.optional(z.string()),
  /** The session proof; absent while the co-op lives on this device alone. */
  token: z.optional(z.string()),
  /** The signed invitation with which the server is still to be asked to take the token. */
  joining: z.optional(z.string()),
  /** What this person wrote alone before joining and has not brought along yet. */
  bringing: z.optional(bookSchema),
});
export type Profile = Omit<z.infer<typeof profileSchema>, 'roles'> &
  WithRoles & {
    /** Never kept: a practice book belongs to the tab (app/practice). */
    readonly practice?: Practice;
  };

/** As whom somebody practises. */
export type Practice = 'member' | 'office';

const PROFILE_KEY = 'so-mua.profile';
const CAPTURE_KEY = 'so-mua.capture';
const LANGUAGE_KEY = 'so-mua.language';

/** Undefined on the first open, and when what lies there is no profile: it is then kept aside for a helper to read. */
export function readProfile(): Profile | undefined {
  const stored = localStorage.getItem(PROFILE_KEY);
  if (stored === null) return undefined;
  const parsed = profileSchema.safeParse(withRolesRead(stored));
  if (parsed.success) return parsed.data;
  localStorage.setItem(`${PROFILE_KEY}.damaged`, stored);
  return undefined;
}

/** Whether this device has ever had a book, even one whose profile cannot be read or whose people have left. */
export function hadBook(): boolean {
  return [PROFILE_KEY, `${PROFILE_KEY}.damaged`, PEOPLE_KEY, CAPTURE_KEY].some(
    (key) => localStorage.getItem(key) !== null,
  );
}

/** Throws for a practice book's, which must never take the place of the real one (F14). */
export function writeProfile(profile: Profile): void {
  if (profile.practice !== undefined) throw new Error('a practice book is nobody’s profile');
  localStorage.setItem(PROFILE_KEY, JSON.stringify(profile));
}

/** Nobody uses this phone any more; the books stay. */
export function forgetProfile(): void {
  localStorage.removeItem(PROFILE_KEY);
}

/** The book for the meantime, while the main one does not open (app/storage/capture.ts). */
export function readCapture(): Profile | undefined {
  const parsed = profileSchema.safeParse(withRolesRead(localStorage.getItem(CAPTURE_KEY)));
  return parsed.success ? parsed.data : undefined;
}

export function writeCapture(capture: Profile): void {
  localStorage.setItem(CAPTURE_KEY, JSON.stringify(capture));
}

export function forgetCapture(): void {
  localStorage.removeItem(CAPTURE_KEY);
}

export function bookOf({ coop, user, memberId }: Book): Book {
  return { coop, user, ...(memberId === undefined ? {} : { memberId }) };
}

/** A practice book's has no form that a real one could have. */
export function databaseName(book: Book & { readonly practice?: Practice | undefined }): string {
  return book.practice === undefined ? `so-mua-${book.coop}-${book.user}` : `so-mua-tap-thu-${book.practice}`;
}

export function readLanguage(): 'vi' | 'en' {
  return localStorage.getItem(LANGUAGE_KEY) === 'en' ? 'en' : 'vi';
}

export function writeLanguage(language: 'vi' | 'en'): void {
  localStorage.setItem(LANGUAGE_KEY, language);
}

/** Profiles from before there were several roles say one, by an older name. */
function withRolesRead(text: string | null): unknown {
  return withReadRoles(parsedJson(text));
}
