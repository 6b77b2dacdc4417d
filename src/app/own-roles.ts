/**
 * What this person may do changes at the office, and the device learns it (rule P40): once a day, and when something of
 * his was put aside. Then the app offers what he may do now; what he wrote before stays, and is shown where it waits.
 */
import * as z from 'zod/mini';
import { hasRole } from '#kernel/roles.ts';
import { Fault } from '#kernel/result.ts';
import { unsentSummary } from '#local-db/index.ts';
import { meResponseSchema, type MeResponse } from '#protocol/people.ts';
import type { SyncLoop } from '#sync/index.ts';
import { whenAtRest } from './at-rest.ts';
import { peopleDesk } from './people-desk.ts';
import { readProfile, writeProfile, type Profile } from './profile.ts';
import { askProven } from './proven-ask.ts';
import type { RequestKeyParts } from './request-keys.ts';

const DAY_MS = 86_400_000;
const ASKED_RECORD = 'me';
const askedSchema = z.object({ at: z.number(), attention: z.number() });

/** Looks whenever a sync has ended well. */
export function followOwnRoles(parts: RequestKeyParts, sync: SyncLoop): void {
  let isLooking = false;
  const look = (): void => {
    if (isLooking || sync.status().kind !== 'idle') return;
    isLooking = true;
    void lookAgain(parts)
      .catch((cause: unknown) => {
        // Not now: the next sync asks again.
        if (!(cause instanceof Fault)) throw cause;
      })
      .finally(() => {
        isLooking = false;
      });
  };
  sync.subscribe(look);
  look();
}

async function lookAgain(parts: RequestKeyParts): Promise<void> {
  const { store, env } = parts.database;
  const kept = askedSchema.safeParse(await store.reader.get('meta', ASKED_RECORD));
  const { attention } = await unsentSummary(parts.database);
  const asked = kept.success ? kept.data : { at: 0, attention: 0 };
  const now = env.now();
  // A clock that was put back must not end the asking.
  const isDue = now - asked.at >= DAY_MS || now < asked.at;
  if (!isDue && attention <= asked.attention) return;
  const me = await askProven(parts, { path: '/v1/me' }, meResponseSchema);
  const record = { key: ASKED_RECORD, at: now, attention };
  await store.write(['meta'], (transaction) => transaction.put('meta', [record]));
  if (isDue && hasRole(me, ['admin']) && me.state === 'active')
    await peopleDesk({ ...parts, coopName: me.coopName }).fetched();
  const profile = readProfile();
  if (profile === undefined || profile.coop !== parts.database.session.coop) return;
  if (profile.user !== parts.database.session.person.userId) return;
  const next = profileAsOf(profile, me);
  if (isSame(profile, next)) return;
  writeProfile(next);
  whenAtRest(() => window.location.reload());
}

function profileAsOf({ memberId: _before, ...profile }: Profile, me: MeResponse): Profile {
  const { coopName, roles, memberId } = me;
  return { ...profile, coopName, roles, ...(memberId === undefined ? {} : { memberId }) };
}

function isSame(left: Profile, right: Profile): boolean {
  const what = ({ coopName, roles, memberId }: Profile): string =>
    JSON.stringify([coopName, [...roles].sort(), memberId]);
  return what(left) === what(right);
}
