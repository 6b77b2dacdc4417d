import type { ModuleScreen } from '#hooks/module-screen.ts';

export const screens: readonly ModuleScreen[] = [
  {
    path: '/thanh-vien',
    namespace: 'members',
    title: 'title.list',
    roles: ['office'],
    isWide: true,
    tile: { roles: ['office'], icon: 'members', order: 2, label: 'tile.list' },
    load: async () => ({ default: (await import('./member-list.tsx')).MemberList }),
  },
  {
    path: '/thanh-vien/nhap',
    namespace: 'members',
    title: 'title.import',
    roles: ['office'],
    isWide: true,
    load: async () => ({ default: (await import('./import-members.tsx')).ImportMembers }),
  },
  {
    path: '/thanh-vien/:id',
    namespace: 'members',
    title: 'title.one',
    roles: ['office'],
    isWide: true,
    load: async () => ({ default: (await import('./one-member.tsx')).OneMember }),
  },
];
