/**
 * How people come in and what becomes of their roles, asked of the real handlers over the same network and the same
 * processes as the sync. Answers are lost here too, and whoever got none asks once more with the same proof.
 */
import { hexOf } from '#kernel/ids.ts';
import type { Person } from '#kernel/module.ts';
import { Fault, required } from '#kernel/result.ts';
import type { Role } from '#kernel/roles.ts';
import { registry } from '#modules/registry.ts';
import { signingKey } from '#local-db/rescue.ts';
import { enrolResponseSchema, inviteResponseSchema } from '#protocol/enrol.ts';
import { meResponseSchema } from '#protocol/people.ts';
import { encodeInvitation, invitationMessage, invitationText } from '#protocol/signed-invitation.ts';
import { Enrolment } from '#server/enrol/handle-enrol.ts';
import type { JsonAnswer } from '#server/enrol/json-answer.ts';
import { People } from '#server/enrol/people.ts';
import type { ServerStore } from '#server/store/store.ts';
import type { VerifySeal } from '#server/sync/receive.ts';
import { rulesOf } from '#server/sync/rules.ts';
import type { Signer } from '#kernel/env.ts';
import type { Random } from '../../helpers/random.ts';
import type { Device } from './device.ts';
import type { Network } from './network.ts';

export interface EnrollingParts {
  readonly coop: string;
  readonly network: Network;
  readonly random: Random;
  readonly now: () => number;
  readonly verify: VerifySeal;
  readonly signer: Signer;
  readonly mark: (name: string) => void;
}

type Turn = () => Promise<void>;

/** The invited person; writes for a member when there is one. */
export interface Invited {
  readonly roles: readonly Role[];
  readonly memberId?: string;
}

/** After so many times nobody tries any longer in one go. */
const MOST_TRIES = 60;
const SIXTY_DAYS_MS = 60 * 86_400_000;
const RULES = rulesOf(registry);

export class Enrolling {
  readonly #parts: EnrollingParts;

  constructor(parts: EnrollingParts) {
    this.#parts = parts;
  }

  /** 32 hex digits. */
  freshProof(): string {
    return hexOf(this.#parts.random.bytes(16));
  }

  /** By six letters that an admin asked for. Gives who it is from now on; undefined when the network gave nothing. */
  async byLetters(
    admin: Person,
    invited: Invited,
    at: { readonly proof: string; readonly turn: Turn },
  ): Promise<Person | undefined> {
    const { coop, mark } = this.#parts;
    const named = invited.memberId === undefined ? {} : { memberId: invited.memberId, memberName: 'Hín' };
    const request = { roles: [...invited.roles], ...named };
    const asked = await this.#untilAnswered(at.turn, async ({ enrolment }) =>
      enrolment.invite({ coop, person: admin }, request),
    );
    if (asked === undefined) return undefined;
    const { code } = inviteResponseSchema.parse(bodyOf(asked));
    const join = { kind: 'join', code, deviceName: 'newcomer', proof: at.proof };
    const answer = await this.#untilAnswered(at.turn, async ({ enrolment }) => enrolment.enrol(join, 'a phone'));
    if (answer === undefined) return undefined;
    mark('came in by letters');
    const { user, roles, memberId } = enrolResponseSchema.parse(bodyOf(answer));
    return { userId: user, roles, ...(memberId === undefined ? {} : { memberId }) };
  }

  /** An invitation that a device makes with no connection; undefined when it has written nothing yet. */
  async sign(inviter: Device, invited: Invited): Promise<string | undefined> {
    const { coop, random, now, signer } = this.#parts;
    const key = await signingKey(inviter.database);
    if (key === undefined) return undefined;
    const content = encodeInvitation({
      coop,
      coopName: 'HTX Chè Shan Suối Vàng',
      roles: invited.roles,
      ...(invited.memberId === undefined ? {} : { member: { id: invited.memberId, name: 'Hín' } }),
      expiresAt: Math.floor((now() + SIXTY_DAYS_MS) / 1_000) * 1_000,
      nonce: hexOf(random.bytes(8)),
      writer: key.writer,
    });
    return invitationText(content, await signer.sign(key.privateKey, invitationMessage(content)));
  }

  /** Asks once. False: the server does not know the log of who made it yet. Faults: the network's. */
  async bySignature(
    invitation: string,
    at: { readonly user: string; readonly proof: string; readonly turn: Turn },
  ): Promise<boolean> {
    const { user, proof } = at;
    const request = { kind: 'join-signed', invitation, user, proof, deviceName: 'newcomer' };
    const answer = await this.#ask(at.turn, async ({ enrolment }) => enrolment.enrol(request, 'a phone'));
    if (answer.status === 200) {
      this.#parts.mark('came in by a signature');
      return true;
    }
    if (errorOf(answer) !== 'enrol.waits') throw new Error(`a signed invitation is refused: ${errorOf(answer)}`);
    return false;
  }

  /** Gives somebody other roles, if the network lets it through. */
  async changeRoles(admin: Person, user: string, roles: readonly Role[], turn: Turn): Promise<void> {
    const { coop, mark } = this.#parts;
    const answer = await this.#ask(turn, async ({ people }) =>
      people.changeRoles({ coop, person: admin }, { user, roles: [...roles] }),
    );
    if (answer.status !== 200) throw new Error(`other roles are refused: ${errorOf(answer)}`);
    mark('roles changed');
  }

  /** What somebody may do by now, as his own device asks. Faults: the network's. */
  async me(user: string, turn: Turn): Promise<Person> {
    const { coop } = this.#parts;
    const answer = await this.#ask(turn, async ({ people, store }) => {
      const session = required(await store.catalogue.sessionOfUser(coop, user), 'he is in');
      return people.me({ coop, person: session.person });
    });
    const { roles, memberId } = meResponseSchema.parse(bodyOf(answer));
    return { userId: user, roles, ...(memberId === undefined ? {} : { memberId }) };
  }

  async #untilAnswered(turn: Turn, body: (server: Handlers) => Promise<JsonAnswer>): Promise<JsonAnswer | undefined> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      try {
        return await this.#ask(turn, body);
      } catch (cause) {
        if (!(cause instanceof Fault)) throw cause;
        await turn();
      }
    }
    this.#parts.mark('gave up coming in');
    return undefined;
  }

  async #ask(turn: Turn, body: (server: Handlers) => Promise<JsonAnswer>): Promise<JsonAnswer> {
    const { network, now, verify, random } = this.#parts;
    const chance = { bytes: (length: number) => random.bytes(length), below: (bound: number) => random.below(bound) };
    return network.ask(async (store) => {
      const enrolment = new Enrolment({ store, now, rules: RULES, verify, chance });
      return body({ store, enrolment, people: new People({ store, now, rules: RULES }) });
    }, turn);
  }
}

interface Handlers {
  readonly store: ServerStore;
  readonly enrolment: Enrolment;
  readonly people: People;
}

function bodyOf(answer: JsonAnswer): unknown {
  if (answer.status !== 200) throw new Error(`status ${answer.status}: ${errorOf(answer)}`);
  return answer.body;
}

function errorOf({ body }: JsonAnswer): string {
  return typeof body === 'object' && body !== null && 'error' in body ? String(body.error) : '';
}
