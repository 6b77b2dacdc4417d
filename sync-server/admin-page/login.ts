/**
 * Who may look at the admin page from another machine: whoever knows ADMIN_TOKEN. The cookie is signed and carries its own
 * end, so that any of several processes takes it; another token ends all of them.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { isSameSecret } from '../operate/secret.ts';

const SESSION_MS = 8 * 3_600_000;
const WINDOW_MS = 15 * 60_000;
const TRIES_PER_ADDRESS = 5;
const TRIES_IN_ALL = 50;
/** A browser keeps such a name over https only, and lets nobody without it set one. */
const COOKIE = '__Secure-so-mua-quan-tri';

/** The header that begins a session, or why there is none. */
export type Entering = { readonly cookie: string } | { readonly refused: 'wrong' | 'tooMany' };

export class Login {
  readonly #token: string;
  readonly #now: () => number;
  #wrong: { readonly from: string; readonly at: number }[] = [];
  /** Sessions that were left, until their end would have come. */
  readonly #left = new Map<string, number>();

  constructor(token: string, now: () => number) {
    this.#token = token;
    this.#now = now;
  }

  /** `from`: the address that tries. */
  enter(token: string, { from, isSecure }: { readonly from: string; readonly isSecure: boolean }): Entering {
    const now = this.#now();
    this.#wrong = this.#wrong.filter(({ at }) => now - at < WINDOW_MS);
    const own = this.#wrong.filter((each) => each.from === from).length;
    if (own >= TRIES_PER_ADDRESS || this.#wrong.length >= TRIES_IN_ALL) return { refused: 'tooMany' };
    if (!isSameSecret(token, this.#token)) {
      this.#wrong.push({ from, at: now });
      return { refused: 'wrong' };
    }
    const session = `${now + SESSION_MS}.${randomBytes(16).toString('hex')}`;
    return { cookie: cookie(`${session}.${this.#signature(session)}`, isSecure) };
  }

  /** Whether a request's cookies have a session that has not ended. */
  isIn(cookies: string | undefined): boolean {
    const session = this.#sessionOf(cookies);
    return session !== undefined && !this.#left.has(session);
  }

  /** Ends the session, and gives the header that forgets it. */
  leave(cookies: string | undefined, isSecure: boolean): string {
    const now = this.#now();
    for (const [session, endsAt] of this.#left) if (endsAt < now) this.#left.delete(session);
    const session = this.#sessionOf(cookies);
    if (session !== undefined) this.#left.set(session, endOf(session));
    return `${cookie('', isSecure)}; Max-Age=0`;
  }

  #sessionOf(cookies = ''): string | undefined {
    const value = new RegExp(`(?:^|; )${COOKIE}=(\\d{1,16}\\.[0-9a-f]{32})\\.([0-9a-f]{64})(?:;|$)`).exec(cookies);
    const [, session, signature = ''] = value ?? [];
    if (session === undefined || !isSameSecret(signature, this.#signature(session))) return undefined;
    return endOf(session) > this.#now() ? session : undefined;
  }

  #signature(session: string): string {
    return createHmac('sha256', `quan-tri ${this.#token}`).update(session).digest('hex');
  }
}

function endOf(session: string): number {
  return Number(session.split('.', 1)[0]);
}

/** Without an age of its own it ends with the browser at the latest. */
function cookie(value: string, isSecure: boolean): string {
  return `${COOKIE}=${value}; Path=/quan-tri; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
}
