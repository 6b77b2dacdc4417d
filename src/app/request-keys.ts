/**
 * The key that proves this device's requests (rules P35 to P37): agreed on with the server by ECDH, made so that the
 * browser gives it to nobody, and kept apart from the book. Renewed by the key of the person's log when the server does not
 * take it any more.
 */
import { bytesOfHex, hexOf } from '#kernel/ids.ts';
import { Fault } from '#kernel/result.ts';
import { clockOffset, keyStore, openRescue, type KeyStore, type LocalDatabase } from '#local-db/index.ts';
import type { BindRequest, KeyResponse, RenewRequest } from '#protocol/enrol.ts';
import { HELP_KEY_BYTES, helpKeyInfo } from '#protocol/pin-help.ts';
import { keyInfo, MAC_BYTES, renewalMessage, windowAt } from '#protocol/request-proof.ts';
import type { RequestKey, RequestKeys } from '#sync/index.ts';
import { agreeOnKey } from './enrolling.ts';

import { databaseName } from './profile.ts';

const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const;
const HMAC = { name: 'HMAC', hash: 'SHA-256', length: 256 } as const;

export interface RequestKeyParts {
  readonly database: LocalDatabase;
  /** What the session began with: good for the first key only. */
  readonly token: string;
  /** `soft` where the browser cannot keep a key that it gives to nobody. */
  readonly strength: 'hard' | 'soft' | 'none';
  /** Asks the server. Faults: `sync.offline`, or the server's code. */
  readonly agreeOnKey?: (request: BindRequest | RenewRequest) => Promise<KeyResponse>;
  readonly subtle?: SubtleCrypto;
  readonly keyStore?: KeyStore;
}

/** Undefined where the browser has no cryptography. */
export function requestKeys(parts: RequestKeyParts): RequestKeys | undefined {
  if (parts.strength === 'none') return undefined;
  const keys = new DeviceRequestKeys(parts);
  return { current: async () => keys.current(), renewed: async () => keys.renewed() };
}

class DeviceRequestKeys {
  readonly #parts: RequestKeyParts;
  readonly #subtle: SubtleCrypto;
  readonly #keyStore: KeyStore;
  readonly #name: string;
  readonly #agreeOnKey: NonNullable<RequestKeyParts['agreeOnKey']>;

  constructor(parts: RequestKeyParts) {
    this.#parts = parts;
    this.#subtle = parts.subtle ?? globalThis.crypto.subtle;
    const { coop, person } = parts.database.session;
    this.#keyStore = parts.keyStore ?? keyStore;
    this.#name = databaseName({ coop, user: person.userId });
    this.#agreeOnKey = parts.agreeOnKey ?? agreeOnKey;
  }

  async current(): Promise<RequestKey | undefined> {
    return (await this.#kept()) ?? (await this.#bound()) ?? this.#signedFor();
  }

  /** The token counts as long as no key was used; from then on it takes the key of a log. */
  async renewed(): Promise<RequestKey | undefined> {
    return (await this.#bound()) ?? this.#signedFor();
  }

  async #kept(): Promise<RequestKey | undefined> {
    const record = await this.#keyStore.get(this.#name);
    const mac = record?.mac;
    return mac instanceof Uint8Array || isKey(mac) ? this.#requestKey(mac, record?.user) : undefined;
  }

  #bound(): Promise<RequestKey | undefined> {
    const { token } = this.#parts;
    return this.#agreed(async (point) => this.#agreeOnKey({ kind: 'bind', proof: token, point }));
  }

  async #signedFor(): Promise<RequestKey | undefined> {
    const { database } = this.#parts;
    const { signer } = database.env;
    if (signer === undefined) return undefined;
    const { coop, person } = database.session;
    const user = (await this.#keyStore.get(this.#name))?.user ?? person.userId;
    for (const { writer, privateKey } of await (await openRescue()).ownKeys(database)) {
      const key = await this.#agreed(async (point) => {
        const request = { kind: 'renew', coop, user, writer, point } as const;
        const sealAt = async (serverTime: number): Promise<string> =>
          hexOf(
            await signer.sign(
              privateKey,
              renewalMessage({ coop, user, devicePoint: bytesOfHex(point) }, windowAt(serverTime)),
            ),
          );
        const serverTime = database.env.now() + (await clockOffset(database));
        try {
          return await this.#agreeOnKey({ ...request, seal: await sealAt(serverTime) });
        } catch (cause) {
          const time = cause instanceof Fault ? cause.values['serverTime'] : undefined;
          if (typeof time !== 'number' || windowAt(time) === windowAt(serverTime)) throw cause;
          return this.#agreeOnKey({ ...request, seal: await sealAt(time) });
        }
      });
      if (key !== undefined) return key;
    }
    return undefined;
  }

  /** Undefined when the server says that it may not be. */
  async #agreed(ask: (point: string) => Promise<KeyResponse>): Promise<RequestKey | undefined> {
    const pair = await this.#subtle.generateKey(CURVE, false, ['deriveBits']);
    const devicePoint = new Uint8Array(await this.#subtle.exportKey('raw', pair.publicKey));
    let answer: KeyResponse;
    try {
      answer = await ask(hexOf(devicePoint));
    } catch (cause) {
      if (cause instanceof Fault && cause.code === 'enrol.forbidden') return undefined;
      throw cause;
    }
    const { coop, user } = answer;
    const serverPoint = bytesOfHex(answer.point);
    const shared = await this.#sharedWith(pair.privateKey, serverPoint);
    const info = new Uint8Array(keyInfo({ coop, user, devicePoint, serverPoint }));
    const help = await this.#helpKey(shared, new Uint8Array(helpKeyInfo({ coop, user })));
    return this.#keep(await this.#derived(shared, info), { help, user });
  }

  async #sharedWith(privateKey: CryptoKey, serverPoint: Uint8Array): Promise<ArrayBuffer> {
    const theirs = await this.#subtle.importKey('raw', new Uint8Array(serverPoint), CURVE, false, []);
    return this.#subtle.deriveBits({ name: 'ECDH', public: theirs }, privateKey, 256);
  }

  async #derived(shared: ArrayBuffer, info: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
    const base = await this.#subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
    const way = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info };
    return this.#subtle.deriveKey(way, base, HMAC, this.#parts.strength === 'soft', ['sign']);
  }

  async #helpKey(shared: ArrayBuffer, info: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
    const base = await this.#subtle.importKey('raw', shared, 'HKDF', false, ['deriveBits']);
    const way = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info };
    return new Uint8Array(await this.#subtle.deriveBits(way, base, 8 * HELP_KEY_BYTES));
  }

  async #keep(
    key: CryptoKey,
    { help, user }: { readonly help: Uint8Array; readonly user: string },
  ): Promise<RequestKey> {
    const isSoft = this.#parts.strength === 'soft';
    const mac = isSoft ? new Uint8Array(await this.#subtle.exportKey('raw', key)) : key;
    await this.#keyStore.put({ name: this.#name, mac, help, user });
    return this.#requestKey(mac, user);
  }

  /** `user`: as the server calls whose book began alone. */
  #requestKey(mac: CryptoKey | Uint8Array, user: string | undefined): RequestKey {
    const { coop, person } = this.#parts.database.session;
    return {
      coop,
      user: user ?? person.userId,
      mac: async (message) => {
        const key =
          mac instanceof Uint8Array
            ? await this.#subtle.importKey('raw', new Uint8Array(mac), HMAC, false, ['sign'])
            : mac;
        return new Uint8Array(await this.#subtle.sign('HMAC', key, new Uint8Array(message))).subarray(0, MAC_BYTES);
      },
    };
  }
}

function isKey(value: unknown): value is CryptoKey {
  return typeof CryptoKey === 'function' && value instanceof CryptoKey;
}
