/** Roles as they cross a boundary: enrolment, the browser's profile, backup files, the server's store. */
import * as z from 'zod/mini';
import { ROLES } from '#kernel/roles.ts';

/** One role or more. What was written before there were several is first read by `withReadRoles`. */
export const rolesSchema = z.array(z.enum(ROLES)).check(z.minLength(1));
