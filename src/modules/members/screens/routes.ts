import type { ModuleScreen } from '#hooks/module-screen.ts';
import { BOOK_ROLES, READING_ROLES } from '#kernel/roles.ts';

export const screens: readonly ModuleScreen[] = [
  {
    path: '/thanh-vien',
    namespace: 'members',
    title: 'title.list',
    roles: [...READING_ROLES, 'admin'],
    isWide: true,
    tile: { roles: [...READING_ROLES, 'admin'], icon: 'members', order: 2, label: 'tile.list' },
    load: async () => ({ default: (await import('./member-list.tsx')).MemberList }),
  },
  {
    path: '/thanh-vien/nhap',
    namespace: 'members',
    title: 'title.import',
    roles: BOOK_ROLES,
    isWide: true,
    load: async () => ({ default: (await import('./import-members.tsx')).ImportMembers }),
  },
  {
    path: '/thanh-vien/:id',
    namespace: 'members',
    title: 'title.one',
    roles: [...READING_ROLES, 'admin'],
    isWide: true,
    load: async () => ({ default: (await import('./one-member.tsx')).OneMember }),
  },
];
