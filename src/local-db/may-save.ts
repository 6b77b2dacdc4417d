/** Whether the device's own person may make a change, as far as the device knows: what the server will ask. */
import { mayChange, type ChangeQuestion } from '#protocol/authorise.ts';
import { isGranted, type LocalDatabase } from './database.ts';

/** Whoever works alone may do everything. Else a role allows it, and the row is one that the person may hold at all. */
export function maySave(
  { session, catalogue }: Pick<LocalDatabase, 'session' | 'catalogue'>,
  change: Omit<ChangeQuestion, 'permissions' | 'person'>,
): boolean {
  if (!session.isEnrolled) return true;
  const question = { ...change, permissions: catalogue.permissions, person: session.person };
  return isGranted(session, change.scope) && mayChange(question);
}
