/** How a run's logs are sealed: by a stand-in that is fast and gives the same bytes for the same seed, or by P-256. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { Signer } from '#kernel/env.ts';
import { verifySeal } from '#server/sync/verify-seal.ts';
import type { VerifySeal } from '#server/sync/receive.ts';
import type { Random } from '../../helpers/random.ts';

export type Signing = 'stand-in' | 'real';

export function signerOf(signing: Signing, random: Random): Signer {
  return signing === 'real' ? REAL : standInSigner(random);
}

export function verifierOf(signing: Signing): VerifySeal {
  return signing === 'real' ? verifySeal : verifyStandIn;
}

/** What browsers do by WebCrypto, without waiting for another thread: nothing that is simulated may wait for one. */
const REAL: Signer = {
  createKey: async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
    return { privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }), publicKey: new Uint8Array(point) };
  },
  sign: async (privateKey, message) =>
    new Uint8Array(sign('sha256', message, { key: String(privateKey), dsaEncoding: 'ieee-p1363' })),
};

/** A keyed hash whose public key holds the secret. Enough to see a wrong seal. */
export function standInSigner(random: Random): Signer {
  return {
    createKey: async () => {
      const privateKey = random.bytes(16);
      const publicKey = new Uint8Array(65);
      publicKey.set([4, ...privateKey]);
      return { privateKey, publicKey };
    },
    sign: async (privateKey, message) => {
      if (!(privateKey instanceof Uint8Array)) throw new Error('a stand-in key is bytes');
      return tag(privateKey, message);
    },
  };
}

export const verifyStandIn: VerifySeal = (publicKey, message, signature) =>
  Buffer.compare(tag(publicKey.subarray(1, 17), message), signature) === 0;

function tag(secret: Uint8Array, message: Uint8Array): Uint8Array {
  const half = createHash('sha256').update(secret).update(message).digest();
  return Uint8Array.from([...half, ...half]);
}
