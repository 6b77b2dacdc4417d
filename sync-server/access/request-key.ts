/** The server's side of the key that proves requests (rules P35 to P37). */
import { createECDH, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { Fault } from '#kernel/result.ts';
import { HELP_KEY_BYTES, helpKeyInfo } from '#protocol/pin-help.ts';
import { keyInfo, MAC_BYTES, proofMessage, windowsAround, type ProvenContent } from '#protocol/request-proof.ts';

const KEY_BYTES = 32;

/** A new key with a device that named its point. Undefined when that is no point of P-256. */
export function agree(parts: {
  readonly coop: string;
  readonly user: string;
  readonly devicePoint: Uint8Array;
}): { readonly serverPoint: Uint8Array; readonly key: Uint8Array; readonly helpKey: Uint8Array } | undefined {
  const own = createECDH('prime256v1');
  const serverPoint = own.generateKeys();
  try {
    const shared = own.computeSecret(parts.devicePoint);
    const derived = (info: Uint8Array, bytes: number): Uint8Array =>
      new Uint8Array(hkdfSync('sha256', shared, new Uint8Array(0), info, bytes));
    return {
      serverPoint,
      key: derived(keyInfo({ ...parts, serverPoint }), KEY_BYTES),
      helpKey: derived(helpKeyInfo(parts), HELP_KEY_BYTES),
    };
  } catch {
    // Off the curve.
    return undefined;
  }
}

/** Whether the code was made with the key, over this content, in the time around `now` (ms since 1970). */
export function isProven(
  key: Uint8Array,
  mac: Uint8Array,
  { content, now }: { readonly content: ProvenContent; readonly now: number },
): boolean {
  if (mac.length !== MAC_BYTES) throw new Fault('sync.malformed');
  return windowsAround(now).some((each) => timingSafeEqual(macOf(key, content, each), mac));
}

function macOf(key: Uint8Array, content: ProvenContent, window: number): Uint8Array {
  return createHmac('sha256', key).update(proofMessage(content, window)).digest().subarray(0, MAC_BYTES);
}
