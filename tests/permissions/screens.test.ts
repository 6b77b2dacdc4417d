/** What each role's home offers, told once more by hand (U9). */
import { expect, test } from 'vitest';
import { screens } from '#app/screens.ts';
import { hasRole, ROLES, type Role } from '#kernel/roles.ts';

const TILES: Readonly<Record<Role, readonly string[]>> = {
  director: ['/thanh-vien', '/san-pham', '/ban-hang', '/so-lieu', '/van-phong/thu-hoach'],
  'chief-accountant': ['/xac-nhan', '/thanh-vien', '/san-pham', '/ban-hang', '/so-lieu', '/van-phong/thu-hoach'],
  bookkeeper: ['/xac-nhan', '/thanh-vien', '/san-pham', '/ban-hang', '/so-lieu', '/van-phong/thu-hoach'],
  collector: ['/thu-hoach/giup', '/ban-hang', '/van-phong/thu-hoach', '/gia'],
  sales: ['/ban-hang', '/so-lieu', '/gia'],
  driver: ['/gia'],
  control: ['/thanh-vien', '/san-pham', '/ban-hang', '/so-lieu', '/van-phong/thu-hoach', '/kien-nghi'],
  admin: ['/thanh-vien'],
  member: ['/thu-hoach/ghi', '/ban-hang/ghi', '/so-cua-toi', '/thu-hoach', '/thua-cua-toi', '/gia'],
  helper: ['/thu-hoach/ghi', '/ban-hang/ghi', '/so-cua-toi', '/thu-hoach', '/thua-cua-toi', '/gia'],
};

/** Pages on which nothing is to be done but write. */
const WRITING: Readonly<Record<string, readonly Role[]>> = {
  '/xac-nhan': ['chief-accountant', 'bookkeeper'],
  '/ban-hang/moi': ['chief-accountant', 'bookkeeper', 'collector', 'sales'],
  '/thanh-vien/nhap': ['chief-accountant', 'bookkeeper'],
  '/kien-nghi/moi': ['control'],
  '/khoa-so': ['chief-accountant'],
  '/thu-hoach/ghi': ['member', 'helper'],
  '/ban-hang/ghi': ['member', 'helper'],
  '/thu-hoach/giup': ['chief-accountant', 'bookkeeper', 'collector'],
  '/thu-hoach/giup/:id': ['chief-accountant', 'bookkeeper', 'collector'],
};

test.each(ROLES)('[U9] the home of %s has the tiles for its work, six at most', (role) => {
  const offered = screens.flatMap(({ path, tile }) =>
    tile !== undefined && hasRole({ roles: [role] }, tile.roles) ? [{ path, order: tile.order }] : [],
  );
  offered.sort((left, right) => left.order - right.order);
  expect(offered.map(({ path }) => path)).toEqual(TILES[role]);
  expect(offered.length).toBeLessThanOrEqual(6);
});

test('a page for writing opens for nobody who may not write there', () => {
  const opens = (path: string): readonly Role[] => {
    const screen = screens.find((each) => each.path === path);
    return ROLES.filter((role) => screen?.roles?.includes(role));
  };
  expect(Object.fromEntries(Object.keys(WRITING).map((path) => [path, opens(path)]))).toEqual(WRITING);
});

test('a tile leads only where its role may go', () => {
  for (const { path, roles, tile } of screens)
    expect([path, tile?.roles.filter((role) => roles !== undefined && !roles.includes(role)) ?? []]).toEqual([
      path,
      [],
    ]);
});
