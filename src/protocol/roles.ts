/** Roles as they cross a boundary: enrolment, the browser's profile, backup files, the server's store. */
import * as z from 'zod/mini';
import { ROLES, withReadRoles } from '#kernel/roles.ts';

/** One role or more. */
export const rolesSchema = z.readonly(z.array(z.enum(ROLES)).check(z.minLength(1)));

/** A record that holds roles, also one from before there were several, when it said one by an older name. */
export function withRolesRead<Schema extends z.ZodMiniType>(schema: Schema) {
  return z.pipe(z.transform(withReadRoles), schema);
}
