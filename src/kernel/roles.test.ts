import { expect, test } from 'vitest';
import { grantsOfRoles, grantText } from './grants.ts';
import { FOUNDER_ROLES, mayInvite, ROLES, worksForCoop, worksInOffice, type Role } from './roles.ts';

const grantsOf = (...roles: readonly Role[]): readonly string[] => grantsOfRoles({ roles }).map(grantText);

test('the grants of several roles add up, and who holds every member holds the own one in it', () => {
  expect(grantsOf('member', 'driver')).toEqual(['coop', 'member:self']);
  expect(grantsOf('member', 'collector')).toEqual(['coop', 'member:*']);
  expect(grantsOf('admin', 'bookkeeper')).toEqual(['coop', 'member:*', 'book', 'admin']);
  expect(grantsOf(...FOUNDER_ROLES)).toEqual(['coop', 'member:*', 'book', 'admin']);
  expect(grantsOf()).toEqual([]);
});

test('who writes for one member works neither in the office nor for the co-op', () => {
  const about = (roles: readonly Role[]) => [worksInOffice({ roles }), worksForCoop({ roles })];
  expect(about(['member', 'helper'])).toEqual([false, false]);
  expect(about(['collector'])).toEqual([false, true]);
  expect(about(['member', 'bookkeeper'])).toEqual([true, true]);
});

test('an admin invites everybody, who keeps the register invites members, and nobody else invites', () => {
  const inviters = (invited: readonly Role[]) => ROLES.filter((role) => mayInvite({ roles: [role] }, invited));
  expect(inviters(['driver'])).toEqual(['admin']);
  expect(inviters(['member', 'collector'])).toEqual(['admin']);
  expect(inviters(['member'])).toEqual(['chief-accountant', 'bookkeeper', 'admin']);
  expect(inviters(['helper'])).toEqual(['chief-accountant', 'bookkeeper', 'admin']);
});
