/** Founding and joining: who may speak for which co-op. Invitations are single use, expire, and guessing is slowed down. */
import { randomBytes, randomInt } from 'node:crypto';
import type { Person } from '#kernel/module.ts';
import { FARM_ROLES, FOUNDER_ROLES, mayInvite, withReadRoles } from '#kernel/roles.ts';
import {
  enrolRequestSchema,
  inviteRequestSchema,
  JOIN_CODE_LENGTH,
  JOIN_CODE_LETTERS,
  type EnrolErrorCode,
  type EnrolResponse,
  type InviteResponse,
  type LookResponse,
} from '#protocol/enrol.ts';
import type { Invitation, ServerSession, ServerStore } from '../store/store.ts';
import { tokenHash } from '../sync/handle-sync.ts';

const SETUP_MS = 7 * 86_400_000;
const INVITATION_MS = 7 * 86_400_000;
const GUESS_WINDOW_MS = 15 * 60_000;
const GUESSES_PER_ADDRESS = 10;
const GUESSES_IN_ALL = 300;

export interface JsonAnswer {
  readonly status: number;
  readonly body:
    | EnrolResponse
    | LookResponse
    | InviteResponse
    | { readonly error: EnrolErrorCode; readonly retrySeconds?: number };
}

const STATUS_BY_ERROR: Readonly<Record<EnrolErrorCode, number>> = {
  'enrol.malformed': 400,
  'enrol.codeUnknown': 404,
  'enrol.setupUsed': 410,
  'enrol.coopExists': 409,
  'enrol.tooManyTries': 429,
  'enrol.forbidden': 403,
  'enrol.internal': 500,
};

export class Enrolment {
  readonly #store: ServerStore;
  readonly #now: () => number;
  #guesses: { readonly from: string; readonly at: number }[] = [];

  constructor(store: ServerStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** A one-time token for the founding device, 32 hex digits. */
  makeSetupToken(): string {
    const token = randomBytes(16).toString('hex');
    this.#store.catalogue.addSetupToken(tokenHash(token), this.#now());
    return token;
  }

  /** `from` is the caller's address, for the guessing limit only; it is not kept beyond fifteen minutes. */
  enrol(json: unknown, from: string): JsonAnswer {
    const parsed = enrolRequestSchema.safeParse(json);
    if (!parsed.success) return no('enrol.malformed');
    if (this.#isGuessing(from))
      return { status: 429, body: { error: 'enrol.tooManyTries', retrySeconds: GUESS_WINDOW_MS / 1000 } };
    const request = parsed.data;
    const answer = this.#store.catalogue.atomically(() => {
      const again = request.kind === 'look' ? undefined : this.#answeredBefore(request);
      if (again !== undefined) return again;
      if (request.kind === 'found') return this.#found(request);
      const invitation = this.#store.catalogue.invitation(request.code);
      if (invitation === undefined || invitation.expiresAt <= this.#now()) return no('enrol.codeUnknown');
      return request.kind === 'look' ? look(invitation) : this.#join(invitation, request);
    });
    if (answer.status === 404 || answer.status === 410) this.#guesses.push({ from, at: this.#now() });
    return answer;
  }

  /** By who may invite for these roles. `token` is the session proof from the Authorization header. */
  invite(token: string, json: unknown): JsonAnswer {
    const session = this.#store.catalogue.session(tokenHash(token));
    if (session === undefined) return no('enrol.forbidden');
    const parsed = inviteRequestSchema.safeParse(withReadRoles(json));
    const invited = parsed.success ? parsed.data.roles : FARM_ROLES;
    if (!mayInvite(session.person, invited)) return no('enrol.forbidden');
    if (!parsed.success) return no('enrol.malformed');
    const invitation: Invitation = {
      code: this.#freshCode(),
      coop: session.coop,
      coopName: this.#coopName(session.coop),
      expiresAt: this.#now() + INVITATION_MS,
      ...withoutUndefined(parsed.data),
      roles: invited,
    };
    this.#store.catalogue.addInvitation(invitation);
    return { status: 200, body: { code: invitation.code, expiresAt: invitation.expiresAt } };
  }

  #found(request: {
    readonly setupToken: string;
    readonly coop: string;
    readonly coopName: string;
    readonly deviceName: string;
    readonly proof: string;
  }): JsonAnswer {
    const { catalogue } = this.#store;
    if (!catalogue.hasSetupToken(tokenHash(request.setupToken), this.#now() - SETUP_MS)) return no('enrol.setupUsed');
    if (catalogue.coops().some((coop) => coop.coop === request.coop)) return no('enrol.coopExists');
    // One link, one co-op: links printed at earlier starts end with it.
    catalogue.clearSetupTokens();
    catalogue.addCoop({ coop: request.coop, name: request.coopName, createdAt: this.#now() });
    return this.#openSession({ coop: request.coop, coopName: request.coopName, roles: FOUNDER_ROLES }, request);
  }

  #join(invitation: Invitation, device: DeviceLabel): JsonAnswer {
    this.#store.catalogue.removeInvitation(invitation.code);
    return this.#openSession(invitation, device);
  }

  /** The answer was lost on the way and the device asks once more. */
  #answeredBefore({ proof, coop }: { readonly proof: string; readonly coop?: string }): JsonAnswer | undefined {
    const session = this.#store.catalogue.session(tokenHash(proof));
    return session === undefined || session.coop !== (coop ?? session.coop)
      ? undefined
      : enrolled(session, this.#coopName(session.coop), proof);
  }

  #openSession(
    place: {
      readonly coop: string;
      readonly coopName: string;
      readonly roles: Person['roles'];
      readonly memberId?: string;
    },
    device: DeviceLabel,
  ): JsonAnswer {
    const user = randomBytes(8).toString('hex');
    const member = place.memberId === undefined ? {} : { memberId: place.memberId };
    const session: ServerSession = { coop: place.coop, person: { userId: user, roles: place.roles, ...member } };
    const label = { deviceName: device.deviceName, createdAt: this.#now() };
    this.#store.catalogue.addSession(tokenHash(device.proof), session, label);
    return enrolled(session, place.coopName, device.proof);
  }

  #freshCode(): string {
    for (;;) {
      let code = '';
      while (code.length < JOIN_CODE_LENGTH) code += JOIN_CODE_LETTERS.charAt(randomInt(JOIN_CODE_LETTERS.length));
      if (this.#store.catalogue.invitation(code) === undefined) return code;
    }
  }

  #coopName(coop: string): string {
    return this.#store.catalogue.coops().find((record) => record.coop === coop)?.name ?? coop;
  }

  #isGuessing(from: string): boolean {
    const since = this.#now() - GUESS_WINDOW_MS;
    this.#guesses = this.#guesses.filter((guess) => guess.at > since);
    return (
      this.#guesses.length >= GUESSES_IN_ALL ||
      this.#guesses.filter((guess) => guess.from === from).length >= GUESSES_PER_ADDRESS
    );
  }
}

interface DeviceLabel {
  readonly deviceName: string;
  /** 32 hex digits, made by the device. */
  readonly proof: string;
}

function enrolled({ coop, person }: ServerSession, coopName: string, token: string): JsonAnswer {
  const { userId: user, roles, memberId } = person;
  return { status: 200, body: { coop, coopName, user, roles: [...roles], token, ...withoutUndefined({ memberId }) } };
}

function look(invitation: Invitation): JsonAnswer {
  const { coopName, roles, memberName, memberCode, memberVillage } = invitation;
  return {
    status: 200,
    body: { coopName, roles: [...roles], ...withoutUndefined({ memberName, memberCode, memberVillage }) },
  };
}

function no(error: EnrolErrorCode): JsonAnswer {
  return { status: STATUS_BY_ERROR[error], body: { error } };
}

type Given<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function withoutUndefined<T extends object>(fields: T): Given<T> {
  // The filter leaves exactly the fields that have a value.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>;
}
