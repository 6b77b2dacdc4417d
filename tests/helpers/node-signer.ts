/** P-256 by Node, as a browser's WebCrypto signs. */
import { generateKeyPairSync, sign } from 'node:crypto';
import type { Signer } from '#kernel/env.ts';

/** The private key as PKCS 8 bytes, which the store in memory can copy. */
export const nodeSigner: Signer = {
  async createKey() {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    const point = [Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')];
    return {
      privateKey: new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' })),
      publicKey: new Uint8Array(Buffer.concat(point)),
    };
  },
  async sign(privateKey, message) {
    if (!(privateKey instanceof Uint8Array)) throw new TypeError('not a key of this signer');
    const key = { key: Buffer.from(privateKey), format: 'der', type: 'pkcs8', dsaEncoding: 'ieee-p1363' } as const;
    return new Uint8Array(sign('sha256', message, key));
  },
};
