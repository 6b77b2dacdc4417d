/** A deterministic stand-in for P-256: a keyed hash whose public key holds the secret. Enough to see a wrong seal. */
import { createHash } from 'node:crypto';
import type { Signer } from '#kernel/env.ts';
import type { VerifySeal } from '#server/sync/receive.ts';
import type { Random } from '../../helpers/random.ts';

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
