/** Founding and joining: who may speak for which co-op. Invitations are single use, expire, and guessing is slowed down. */
import { randomBytes, randomInt } from 'node:crypto';
import type * as z from 'zod/mini';
import { bytesOfHex, hexOf } from '#kernel/ids.ts';
import type { Person } from '#kernel/module.ts';
import { FARM_ROLES, FOUNDER_ROLES, hasRole, mayInvite, withReadRoles } from '#kernel/roles.ts';
import {
  enrolRequestSchema,
  inviteRequestSchema,
  JOIN_CODE_LENGTH,
  JOIN_CODE_LETTERS,
  type BindRequest,
  type EnrolResponse,
  type JoinSignedRequest,
  type KeyResponse,
  type LookResponse,
  type RenewRequest,
} from '#protocol/enrol.ts';
import { renewalMessage, windowsAround } from '#protocol/request-proof.ts';
import { accessOf, type Access } from '../sync/access.ts';
import type { Invitation, NewSession, ServerSession, ServerStore, SessionKey } from '../store/store.ts';
import { agree } from '../access/request-key.ts';
import { tokenHash } from '../access/sessions.ts';
import { Guesses } from './guesses.ts';
import type { Rules } from '../sync/rules.ts';
import type { VerifySeal } from '../sync/receive.ts';
import { verifySeal } from '../sync/verify-seal.ts';
import { invitedBy } from './join-signed.ts';
import { no, unproven, withoutUndefined, yes, type JsonAnswer } from './json-answer.ts';
import { entryFor } from './people.ts';

const SETUP_MS = 7 * 86_400_000;
const INVITATION_MS = 7 * 86_400_000;

export interface EnrolmentParts {
  readonly store: ServerStore;
  /** ms since 1970. */
  readonly now: () => number;
  readonly rules: Rules;
  /** P-256 by Node; a simulation brings its own. */
  readonly verify?: VerifySeal | undefined;
  /** The system's; a simulation brings its own. */
  readonly chance?: Chance | undefined;
}

export interface Chance {
  readonly bytes: (length: number) => Uint8Array;
  /** A whole number from 0 on, below the bound. */
  readonly below: (bound: number) => number;
}

const SYSTEM: Chance = { bytes: randomBytes, below: (bound) => randomInt(bound) };

export class Enrolment {
  readonly #store: ServerStore;
  readonly #now: () => number;
  readonly #rules: Rules;
  readonly #guesses: Guesses;
  readonly #verify: VerifySeal;
  readonly #chance: Chance;

  constructor({ store, now, rules, verify = verifySeal, chance = SYSTEM }: EnrolmentParts) {
    this.#store = store;
    this.#now = now;
    this.#rules = rules;
    this.#guesses = new Guesses(now);
    this.#verify = verify;
    this.#chance = chance;
  }

  /** A one-time token for the founding device, 32 hex digits. */
  async makeSetupToken(): Promise<string> {
    const token = hexOf(this.#chance.bytes(16));
    await this.#store.catalogue.addSetupToken(tokenHash(token), this.#now());
    return token;
  }

  /** `from` is the caller's address, for the guessing limit only; it is not kept beyond a day. */
  async enrol(json: unknown, from: string): Promise<JsonAnswer> {
    const parsed = enrolRequestSchema.safeParse(json);
    if (!parsed.success) return no('enrol.malformed');
    const request = parsed.data;
    // Nobody guesses these, and whoever guesses the others keeps nobody from them.
    if (request.kind === 'bind') return this.#bind(request);
    if (request.kind === 'renew') return this.#renew(request);
    const guess = this.#guesses.try(from);
    if ('retrySeconds' in guess) return { status: 429, body: { error: 'enrol.tooManyTries', ...guess } };
    let isWrong = false;
    try {
      const answer = await this.#enter(request);
      isWrong = answer.status === 404 || answer.status === 410;
      return answer;
    } finally {
      if (!isWrong) guess.takeBack();
    }
  }

  async #enter(request: Exclude<EnrolRequest, BindRequest | RenewRequest>): Promise<JsonAnswer> {
    if (request.kind === 'look') return this.#lookOrJoin(request);
    const again = await this.#answeredBefore(request);
    if (again !== undefined) return again;
    const answer = await this.#come(request);
    // The same request may have come twice at once, and the other of the two may have let the device in.
    return answer.status === 200 ? answer : ((await this.#answeredBefore(request)) ?? answer);
  }

  async #come(request: Exclude<EnrolRequest, BindRequest | RenewRequest | LookRequest>): Promise<JsonAnswer> {
    if (request.kind === 'found') return this.#found(request);
    if (request.kind === 'join-signed') return this.#joinSigned(request);
    return this.#lookOrJoin(request);
  }

  async #lookOrJoin(request: LookRequest | JoinRequest): Promise<JsonAnswer> {
    const invitation = await this.#store.catalogue.invitation(request.code);
    if (invitation === undefined || invitation.expiresAt <= this.#now()) return no('enrol.codeUnknown');
    return request.kind === 'look' ? look(invitation) : this.#join(invitation, request);
  }

  /** By who may invite for these roles. `session`: whose request it is; absent: it was not proven. */
  async invite(session: ServerSession | undefined, json: unknown): Promise<JsonAnswer> {
    if (session === undefined) return this.#unproven();
    const parsed = inviteRequestSchema.safeParse(withReadRoles(json));
    const invited = parsed.success && 'roles' in parsed.data ? parsed.data.roles : FARM_ROLES;
    if (!mayInvite(session.person, invited) || (await this.#stateOf(session)) !== 'active')
      return no('enrol.forbidden');
    if (!parsed.success) return no('enrol.malformed');
    return 'user' in parsed.data
      ? this.#inviteAgain(session, parsed.data.user)
      : this.#codeFor(session.coop, { ...withoutUndefined(parsed.data), roles: invited });
  }

  /** Somebody who is in, as the same person; who was blocked is let in by his grants first. */
  async #inviteAgain({ coop, person: by }: ServerSession, user: string): Promise<JsonAnswer> {
    const known = await this.#store.catalogue.sessionOfUser(coop, user);
    if (known === undefined || !hasRole(by, ['admin']) || (await this.#stateOf(known)) === 'revoked')
      return no('enrol.forbidden');
    return this.#codeFor(coop, { user, roles: known.person.roles, ...entryFor(known.person) });
  }

  async #codeFor(
    coop: string,
    invited: Omit<Invitation, 'code' | 'coop' | 'coopName' | 'expiresAt'>,
  ): Promise<JsonAnswer> {
    const invitation: Omit<Invitation, 'code'> = {
      coop,
      coopName: await this.#coopName(coop),
      expiresAt: this.#now() + INVITATION_MS,
      ...invited,
    };
    for (;;) {
      const code = freshCode(this.#chance);
      if (!(await this.#store.catalogue.addInvitation({ ...invitation, code }))) continue;
      return yes({ code, expiresAt: invitation.expiresAt });
    }
  }

  async #bind({ proof, point }: BindRequest): Promise<JsonAnswer> {
    const session = await this.#store.catalogue.session(tokenHash(proof));
    if (session === undefined) return this.#unproven();
    return this.#keyFor(session, point, async (key) => this.#store.catalogue.bindKey(tokenHash(proof), key));
  }

  async #renew({ coop, user, writer, point, seal }: RenewRequest): Promise<JsonAnswer> {
    const { catalogue } = this.#store;
    const session = await catalogue.sessionOfUser(coop, user);
    // Also of who was blocked: what the phone still has is kept for people to look at, and more the key does not give.
    if (session === undefined) return this.#unproven();
    const log = await this.#store.read(coop, (reader) => reader.writer(writer));
    if (log?.publicKey === undefined || log.user !== user) return this.#unproven();
    const { publicKey } = log;
    const message = (each: number) => renewalMessage({ coop, user, devicePoint: bytesOfHex(point) }, each);
    const isTheirs = windowsAround(this.#now()).some((each) =>
      this.#verify(publicKey, message(each), bytesOfHex(seal)),
    );
    if (!isTheirs) return this.#unproven();
    return this.#keyFor(session, point, async (key) => {
      await catalogue.putKey(coop, user, key);
      return true;
    });
  }

  async #keyFor(
    { coop, person }: ServerSession,
    point: string,
    keep: (key: SessionKey) => Promise<boolean>,
  ): Promise<JsonAnswer> {
    const agreed = agree({ coop, user: person.userId, devicePoint: bytesOfHex(point) });
    if (agreed === undefined) return no('enrol.malformed');
    const isKept = await keep({
      secret: hexOf(agreed.key),
      help: hexOf(agreed.helpKey),
      agreedAt: this.#now(),
      isUsed: false,
    });
    if (!isKept) return this.#unproven();
    return yes({ coop, user: person.userId, point: hexOf(agreed.serverPoint) } satisfies KeyResponse);
  }

  #unproven(): JsonAnswer {
    return unproven(this.#now());
  }

  async #found(request: Extract<EnrolRequest, { readonly kind: 'found' }>): Promise<JsonAnswer> {
    const { coop, coopName, setupToken, proof } = request;
    const now = this.#now();
    const session = this.#newSession(
      { coop, roles: FOUNDER_ROLES, ...withoutUndefined({ user: request.user }) },
      request,
    );
    const outcome = await this.#store.catalogue.found(
      { setupTokenHash: tokenHash(setupToken), since: now - SETUP_MS, coop: { coop, name: coopName, createdAt: now } },
      session,
    );
    if (outcome === 'founded') return enrolled(session, coopName, proof);
    return no(outcome === 'used' ? 'enrol.setupUsed' : 'enrol.coopExists');
  }

  async #join(invitation: Invitation, device: DeviceLabel): Promise<JsonAnswer> {
    if (invitation.user !== undefined) return this.#joinAgain(invitation, { ...device, user: invitation.user });
    const session = this.#newSession(invitation, device);
    const isOurs = await this.#store.catalogue.join(invitation.code, session);
    return isOurs ? enrolled(session, invitation.coopName, device.proof) : no('enrol.codeUnknown');
  }

  /** The same user and roles; the token and the key from before end. */
  async #joinAgain(
    { code, coop, coopName }: Invitation,
    { user, proof, deviceName }: DeviceLabel & { readonly user: string },
  ): Promise<JsonAnswer> {
    const known = await this.#store.catalogue.sessionOfUser(coop, user);
    if (known === undefined || (await this.#stateOf(known)) === 'revoked') return no('enrol.forbidden');
    const place = { coop, user, tokenHash: tokenHash(proof), deviceName };
    return (await this.#store.catalogue.joinAgain(code, place))
      ? enrolled(known, coopName, proof)
      : no('enrol.codeUnknown');
  }

  /** Waits for approval: what the device wrote meanwhile is put aside until then. */
  async #joinSigned(request: JoinSignedRequest): Promise<JsonAnswer> {
    const now = this.#now();
    const outcome = await invitedBy({ store: this.#store, rules: this.#rules, now, verify: this.#verify }, request);
    if (typeof outcome === 'string') return no(outcome);
    const { person, invitation } = outcome;
    const { coop, nonce } = invitation;
    const { proof, deviceName } = request;
    const session = { coop, person, tokenHash: tokenHash(proof), deviceName, createdAt: now, invitation: nonce };
    return (await this.#store.catalogue.joinSigned(session))
      ? enrolled(session, await this.#coopName(coop), proof)
      : no('enrol.codeUnknown');
  }

  async #stateOf({ coop, person }: ServerSession): Promise<Access['state']> {
    return (await this.#store.read(coop, (reader) => accessOf(reader, this.#rules, person))).state;
  }

  /** The answer was lost on the way and the device asks once more. */
  async #answeredBefore({
    proof,
    coop,
  }: {
    readonly proof: string;
    readonly coop?: string;
  }): Promise<JsonAnswer | undefined> {
    const session = await this.#store.catalogue.session(tokenHash(proof));
    return session === undefined || session.coop !== (coop ?? session.coop)
      ? undefined
      : enrolled(session, await this.#coopName(session.coop), proof);
  }

  #newSession(
    place: {
      readonly coop: string;
      readonly roles: Person['roles'];
      readonly memberId?: string;
      readonly user?: string;
    },
    { deviceName, proof }: DeviceLabel,
  ): NewSession {
    const { coop, roles, memberId, user = hexOf(this.#chance.bytes(8)) } = place;
    const person = { userId: user, roles, ...withoutUndefined({ memberId }) };
    return { coop, person, tokenHash: tokenHash(proof), deviceName, createdAt: this.#now() };
  }

  async #coopName(coop: string): Promise<string> {
    return (await this.#store.catalogue.coop(coop))?.name ?? coop;
  }
}

type EnrolRequest = z.infer<typeof enrolRequestSchema>;
type LookRequest = Extract<EnrolRequest, { readonly kind: 'look' }>;
type JoinRequest = Extract<EnrolRequest, { readonly kind: 'join' }>;

function freshCode({ below }: Chance): string {
  let code = '';
  while (code.length < JOIN_CODE_LENGTH) code += JOIN_CODE_LETTERS.charAt(below(JOIN_CODE_LETTERS.length));
  return code;
}

interface DeviceLabel {
  readonly deviceName: string;
  /** 32 hex digits, made by the device. */
  readonly proof: string;
}

function enrolled({ coop, person }: ServerSession, coopName: string, token: string): JsonAnswer {
  const { userId: user, roles } = person;
  return yes({ coop, coopName, user, roles: [...roles], token, ...entryFor(person) } satisfies EnrolResponse);
}

function look(invitation: Invitation): JsonAnswer {
  const { coop, coopName, roles, memberName, memberCode, memberVillage, user } = invitation;
  const again = user === undefined ? {} : { again: { coop, user } };
  return yes({
    coopName,
    roles: [...roles],
    ...withoutUndefined({ memberName, memberCode, memberVillage }),
    ...again,
  } satisfies LookResponse);
}
