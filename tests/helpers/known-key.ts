/** A request key that both sides have already, made out of a session's token: for what is not about agreeing on one. */
import { createHmac } from 'node:crypto';
import { MAC_BYTES, windowAt } from '#protocol/request-proof.ts';
import type { SessionKey } from '#server/store/store.ts';
import type { RequestKey, RequestKeys } from '#sync/index.ts';

export interface KeyOwner {
  readonly coop: string;
  readonly user: string;
  /** 32 hex digits. */
  readonly token: string;
}

/** As the server keeps it; never too old. */
export function sessionKeyOf({ token }: KeyOwner): SessionKey {
  return { secret: `${token}${token}`, help: token, agreedAt: Date.UTC(2100, 0), isUsed: true };
}

/** As the device has it. `serverNow`: where the device's clock is a data set's, what time the server has. */
export function requestKeyOf(owner: KeyOwner, serverNow?: () => number): RequestKey {
  const secret = Buffer.from(sessionKeyOf(owner).secret, 'hex');
  return {
    coop: owner.coop,
    user: owner.user,
    async mac(message) {
      const text = new TextDecoder().decode(message);
      const [version = '', path = '', window = '', digest = ''] = text.split('\n');
      const at = serverNow === undefined ? window : windowAt(serverNow());
      return createHmac('sha256', secret)
        .update(`${version}\n${path}\n${at}\n${digest}`)
        .digest()
        .subarray(0, MAC_BYTES);
    },
  };
}

export function keysOf(key: RequestKey): RequestKeys {
  return { current: async () => key, renewed: async () => undefined };
}
