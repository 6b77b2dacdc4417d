/**
 * A device that began by a signed invitation asks the server to take its token before anything else (rule P42), and
 * comes again until the server does. Its person works meanwhile.
 */
import type { RequestKeys, Transport } from '#sync/index.ts';
import { enrol } from './enrolling.ts';
import { deviceName } from './onboarding/steps.ts';
import { isSame, keepPerson, personHere } from './lock/people-here.ts';
import { readProfile, writeProfile } from './profile.ts';

export interface WayToServer {
  readonly transport: Transport;
  readonly keys: RequestKeys | undefined;
}

/** Both wait until the server has let the device in. Faults of theirs, besides: `enrol.…`. */
export function joiningFirst(
  joining: { readonly invitation: string; readonly user: string; readonly token: string },
  parts: WayToServer,
): WayToServer {
  const { transport, keys } = parts;
  let isIn = false;
  const join = async (): Promise<void> => {
    if (isIn) return;
    const { invitation, user, token: proof } = joining;
    const { coop, coopName } = await enrol({ kind: 'join-signed', invitation, user, deviceName: deviceName(), proof });
    isIn = true;
    const person = personHere({ coop, user });
    if (person === undefined) return;
    const { joining: _done, ...kept } = person.profile;
    const joined = { ...kept, coopName };
    const current = readProfile();
    if (current !== undefined && isSame(current, joined)) writeProfile(joined);
    else keepPerson({ ...person, profile: joined });
  };
  return {
    transport: {
      async send(body) {
        await join();
        return transport.send(body);
      },
    },
    keys:
      keys === undefined
        ? undefined
        : {
            async current() {
              await join();
              return keys.current();
            },
            renewed: async () => keys.renewed(),
          },
  };
}
