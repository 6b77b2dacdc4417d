/** Which five first steps each role's home shows, told once more by hand, and that each is ticked by what is there (U40). */
import { describe, expect, test } from 'vitest';
import {
  BEGINNERS_SLIPS,
  firstSteps,
  isOver,
  STEPS,
  type FirstStep,
  type StepFacts,
  type StepId,
} from '#app/first-steps/ladder.ts';
import { screens } from '#app/screens.ts';
import { mayWrite } from '#kernel/permission.ts';
import { FARM_ROLES, FOUNDER_ROLES, hasRole, mayInvite, ROLES, type Role } from '#kernel/roles.ts';
import { catalogueOf } from '#local-db/index.ts';
import { registry } from '#modules/registry.ts';

/** A book in which nobody has done anything yet. */
const EMPTY: StepFacts = {
  slips: 0,
  harvests: 0,
  sales: 0,
  plots: 0,
  members: 0,
  products: 0,
  prices: 0,
  customers: 0,
  hasOthers: false,
  isSent: false,
  hasServer: true,
  hasAppearance: false,
  hasPin: false,
  hasPractised: false,
  hasFile: false,
};

const { permissions } = catalogueOf(registry);

function stepsOf(roles: readonly Role[], facts: Partial<StepFacts> = {}): readonly FirstStep[] {
  const person = { roles };
  return firstSteps(
    { ...EMPTY, ...facts },
    {
      opens: (path) => screens.some((each) => each.path === path && hasRole(person, each.roles ?? ROLES)),
      may: (table, kind) => mayWrite(permissions, person, { table, kind, row: undefined }),
      mayInvite: mayInvite(person, FARM_ROLES),
    },
  );
}

/** Those who only look things up have nothing to begin with. */
const LISTS: Readonly<Record<Role, readonly StepId[]>> = {
  director: [],
  'chief-accountant': ['members', 'products', 'price', 'invite', 'sent'],
  bookkeeper: ['members', 'products', 'price', 'invite', 'sent'],
  collector: ['sale', 'look', 'pin', 'practise', 'sent'],
  sales: ['customer', 'sale', 'look', 'pin', 'sent'],
  driver: [],
  control: [],
  admin: ['invite', 'look', 'pin', 'practise', 'sent'],
  member: ['harvest', 'plot', 'sale', 'look', 'sent'],
  helper: ['harvest', 'plot', 'sale', 'look', 'sent'],
};

test.each(ROLES)('[U40] the first steps of %s are for its work: five of them, or none', (role) => {
  expect(stepsOf([role]).map(({ id }) => id)).toEqual(LISTS[role]);
});

test('[U40] in a book without a server nobody is asked to invite, and a file takes the place of sending', () => {
  const ids = (roles: readonly Role[]) => stepsOf(roles, { hasServer: false }).map(({ id }) => id);
  expect(ids(FOUNDER_ROLES)).toEqual(['members', 'products', 'price', 'customer', 'file']);
  expect(ids(['member'])).toEqual(['harvest', 'plot', 'sale', 'look', 'file']);
});

test('[U40] a step leads where the person may go: a member to the own form, the office to its own', () => {
  const pathOfSale = (roles: readonly Role[]) => stepsOf(roles).find(({ id }) => id === 'sale')?.path;
  expect(pathOfSale(['member'])).toBe('/ban-hang/ghi');
  expect(pathOfSale(['collector'])).toBe('/ban-hang/moi');
});

describe('[U40] a step is ticked by what is there and by nothing else', () => {
  const cases: readonly (readonly [StepId, Role, Partial<StepFacts>])[] = [
    ['members', 'bookkeeper', { members: 1 }],
    ['products', 'bookkeeper', { products: 1 }],
    ['price', 'bookkeeper', { prices: 1 }],
    ['invite', 'admin', { hasOthers: true }],
    ['customer', 'sales', { customers: 1 }],
    ['harvest', 'member', { harvests: 1, slips: 1 }],
    ['plot', 'member', { plots: 1 }],
    ['sale', 'member', { sales: 1, slips: 1 }],
    ['look', 'member', { hasAppearance: true }],
    ['pin', 'collector', { hasPin: true }],
    ['practise', 'collector', { hasPractised: true }],
    ['sent', 'member', { isSent: true }],
    ['file', 'member', { hasFile: true, hasServer: false }],
  ];
  test.each(cases)('%s of a %s', (id, role, facts) => {
    const { hasServer = true } = facts;
    expect(stepsOf([role], { hasServer }).filter(({ isDone }) => isDone)).toEqual([]);
    expect(stepsOf([role], facts).flatMap((step) => (step.isDone ? [step.id] : []))).toEqual([id]);
  });
});

test('[U40] a harvest that was taken back is no first harvest', () => {
  const [harvest] = stepsOf(['member'], { harvests: 0, slips: 2 });
  expect(harvest).toEqual({ id: 'harvest', path: '/thu-hoach/ghi', isDone: false });
});

describe('[U40] the list is over', () => {
  const done: Partial<StepFacts> = { harvests: 1, sales: 1, slips: 2, plots: 1, hasAppearance: true, isSent: true };
  const over = (facts: Partial<StepFacts>) => isOver({ ...EMPTY, ...facts }, stepsOf(['member'], facts));

  test('when all five are done, and not one before', () => {
    expect(stepsOf(['member'], done)).toHaveLength(STEPS);
    expect(over(done)).toBe(true);
    expect(over({ ...done, hasAppearance: false })).toBe(false);
    expect(over({})).toBe(false);
  });

  test('for whoever has long written in the book, whatever this device knows', () => {
    expect(over({ harvests: 20, slips: BEGINNERS_SLIPS })).toBe(false);
    expect(over({ harvests: 20, slips: BEGINNERS_SLIPS + 1 })).toBe(true);
  });

  test('but not because there is none: who becomes a bookkeeper later still gets one', () => {
    expect(isOver(EMPTY, stepsOf(['driver']))).toBe(false);
  });
});
