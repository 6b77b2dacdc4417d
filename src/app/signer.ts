/**
 * Keys of this device's logs by WebCrypto: P-256, and the private part never leaves the browser. Not every browser keeps
 * such a key in IndexedDB, so the start tries it out in the real store; where it fails the key is kept as bytes, and
 * where there is no WebCrypto at all the log goes unsealed and the settings say so.
 */
import type { Signer, SigningKey } from '#kernel/env.ts';
import type { LocalStore } from '#local-db/index.ts';

/** `hard`: nobody can copy the key off the device · `soft`: kept as bytes · `none`: the log has no seals. */
export type KeyStrength = 'hard' | 'soft' | 'none';

export interface DeviceKeys {
  readonly strength: KeyStrength;
  readonly signer: Signer | undefined;
}

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const;
const TRIAL = 'key-trial';

/** The strongest way that works here from making a key to checking a signature, with the store in between. */
export async function deviceKeys(
  store: Pick<LocalStore, 'reader' | 'write'>,
  subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle,
): Promise<DeviceKeys> {
  if (subtle === undefined) return { strength: 'none', signer: undefined };
  for (const strength of ['hard', 'soft'] as const) {
    const signer = signerOf(subtle, strength);
    if (await works(store, subtle, signer)) return { strength, signer };
  }
  return { strength: 'none', signer: undefined };
}

function signerOf(subtle: SubtleCrypto, strength: 'hard' | 'soft'): Signer {
  return {
    async createKey(): Promise<SigningKey> {
      const pair = await subtle.generateKey(CURVE, strength === 'soft', ['sign', 'verify']);
      const publicKey = new Uint8Array(await subtle.exportKey('raw', pair.publicKey));
      if (strength === 'hard') return { privateKey: pair.privateKey, publicKey };
      const jwk = await subtle.exportKey('jwk', pair.privateKey);
      return { privateKey: new TextEncoder().encode(JSON.stringify(jwk)), publicKey };
    },
    // A key is used as it was kept, also when the browser has become better or worse since.
    async sign(privateKey, message) {
      const key = privateKey instanceof Uint8Array ? await importSoft(subtle, privateKey) : asCryptoKey(privateKey);
      return new Uint8Array(await subtle.sign(SIGNATURE, key, new Uint8Array(message)));
    },
  };
}

async function importSoft(subtle: SubtleCrypto, bytes: Uint8Array): Promise<CryptoKey> {
  const jwk: unknown = JSON.parse(new TextDecoder().decode(bytes));
  // It was exported by `createKey`; a wrong one is refused by the browser.
  return subtle.importKey('jwk', jwk as JsonWebKey, CURVE, false, ['sign']);
}

function asCryptoKey(privateKey: unknown): CryptoKey {
  // What the store gives back is what `createKey` made, or signing fails.
  return privateKey as CryptoKey;
}

/** Makes a key, keeps it in the store, gets it back, signs with it and checks the signature. */
async function works(
  store: Pick<LocalStore, 'reader' | 'write'>,
  subtle: SubtleCrypto,
  signer: Signer,
): Promise<boolean> {
  const message = new TextEncoder().encode(TRIAL);
  try {
    const made = await signer.createKey();
    await store.write(['meta'], (transaction) => transaction.put('meta', [{ key: TRIAL, ...made }]));
    const kept = await store.reader.get('meta', TRIAL);
    await store.write(['meta'], (transaction) => transaction.delete('meta', [TRIAL]));
    const signature = new Uint8Array(await signer.sign(kept?.['privateKey'], message));
    const publicKey = await subtle.importKey('raw', new Uint8Array(made.publicKey), CURVE, false, ['verify']);
    return await subtle.verify(SIGNATURE, publicKey, signature, message);
  } catch {
    // Whatever the reason is, this way does not work here, and the next weaker one is tried.
    return false;
  }
}
