/** Builds database, sync and session from the profile: the one place where the real clock and randomness come in. */
import type { Env } from '#kernel/env.ts';
import { hexOf } from '#kernel/ids.ts';
import { dateAt } from '#kernel/calendar.ts';
import {
  adoptUnknown,
  beginWithYear,
  catalogueOf,
  commit,
  localDatabase,
  openDexieStore,
  rebuildProjections,
  watched,
  type LocalDatabase,
  type StorageHealth,
} from '#local-db/index.ts';
import { introduce } from '#modules/people/index.ts';
import { registry } from '#modules/registry.ts';
import type { Device } from '#hooks/device.tsx';
import { Fault } from '#kernel/result.ts';
import { worksForCoop } from '#kernel/roles.ts';
import { lazySync } from './lazy-sync.ts';
import { databaseName, type Profile } from './profile.ts';
import { deviceKeys, type DeviceKeys } from './signer.ts';

export const realEnv: Env = {
  now: () => Date.now(),
  random: () => Math.random(),
  randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

export function newId(): string {
  return hexOf(realEnv.randomBytes(8));
}

/** Opens the local database that the profile names, without syncing. Faults: `storage.…`. */
export async function openDatabase(profile: DatabaseOwner): Promise<LocalDatabase> {
  return (await openWatched(profile, {})).database;
}

async function openWatched(
  profile: DatabaseOwner,
  events: StoreEvents,
): Promise<{ readonly database: LocalDatabase; readonly health: StorageHealth }> {
  const catalogue = catalogueOf(registry);
  let said: StorageHealth['say'] = () => undefined;
  const opened = await openDexieStore({
    name: databaseName(profile),
    tables: catalogue.storeTables,
    version: catalogue.version,
    onBlocked: () => events.onBlocked?.(),
    onVersionChange() {
      said('storage.version');
      events.onVersionChange?.();
    },
  });
  const { store, health } = watched(opened);
  said = health.say;
  const { roles, memberId } = profile;
  const person = { userId: profile.user, roles, ...(memberId === undefined ? {} : { memberId }) };
  const database = localDatabase({
    store,
    registry,
    env: realEnv,
    session: { coop: profile.coop, person, isEnrolled: profile.token !== undefined },
  });
  return { database, health };
}

type DatabaseOwner = Pick<Profile, 'coop' | 'user' | 'roles' | 'memberId' | 'token' | 'practice'>;

interface StoreEvents {
  readonly onBlocked?: () => void;
  readonly onVersionChange?: () => void;
}

/** Opens what the profile names, as new as this version knows it and with this device's keys. Faults: `storage.…`. */
export async function openBook(profile: DatabaseOwner, events: StoreEvents): Promise<OpenedBook> {
  const { database: opened, health } = await openWatched(profile, events);
  await adoptUnknown(opened);
  const [keys] = await Promise.all([deviceKeys(opened.store), rebuildProjections(opened)]);
  const database = keys.signer === undefined ? opened : { ...opened, env: { ...opened.env, signer: keys.signer } };
  return { database, health, keys };
}

interface OpenedBook {
  readonly database: LocalDatabase;
  readonly health: StorageHealth;
  readonly keys: DeviceKeys;
}

/** Opens what the profile names and starts its sync. Faults: `storage.…`. */
export async function openDevice(
  profile: Profile,
  events: StoreEvents & { readonly isCapture: boolean },
): Promise<Device> {
  const { token } = profile;
  const { database, health, keys } = await openBook(profile, events);
  // A fresh device of the co-op's business begins with this year and the last; earlier ones come when somebody asks for them (design 5.11).
  if (worksForCoop(profile) && token !== undefined) await beginWithYear(database, thisYear(database) - 1);
  if (profile.personName !== undefined) await commit(database, introduce, profile.personName);
  const sync =
    token === undefined
      ? undefined
      : lazySync(async () =>
          (await import('./start-sync.ts')).startSync({
            database,
            name: databaseName(profile),
            token,
            joining: profile.joining,
            strength: keys.strength,
          }),
        );
  return {
    database,
    health,
    isCapture: events.isCapture,
    isPractice: profile.practice !== undefined,
    coopName: profile.coopName,
    keyStrength: keys.strength,
    sync,
    people: async () => {
      if (token === undefined) throw new Fault('enrol.forbidden');
      const { peopleDesk } = await import('./people-desk.ts');
      return peopleDesk({ database, token, strength: keys.strength, coopName: profile.coopName });
    },
  };
}

function thisYear({ env }: LocalDatabase): number {
  return Number(dateAt(env.now()).slice(0, 4));
}
