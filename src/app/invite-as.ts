/** An invitation in the name of this device's person; loaded when somebody makes one. */
import { clockOffset } from '#local-db/index.ts';
import { Fault } from '#kernel/result.ts';
import type { InviteRequest, InviteResponse } from '#protocol/enrol.ts';
import { provenHeader } from '#sync/index.ts';
import { invite } from './enrolling.ts';
import { requestKeys, type RequestKeyParts } from './request-keys.ts';

/** Faults: `enrol.…`, `sync.offline`. */
export async function inviteAs(parts: RequestKeyParts, request: InviteRequest): Promise<InviteResponse> {
  const { database, token } = parts;
  const keys = requestKeys(parts);
  const key = await keys?.current();
  if (keys === undefined || key === undefined) return invite(request, async () => `Bearer ${token}`);
  const serverTime = database.env.now() + (await clockOffset(database));
  try {
    return await invite(request, async (sent) => provenHeader(key, { ...sent, serverTime }));
  } catch (cause) {
    const time = cause instanceof Fault ? cause.values['serverTime'] : undefined;
    if (typeof time !== 'number') throw cause;
    const renewed = (await keys.renewed()) ?? key;
    return invite(request, async (sent) => provenHeader(renewed, { ...sent, serverTime: time }));
  }
}
