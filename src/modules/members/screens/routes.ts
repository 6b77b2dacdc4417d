import type { ModuleScreen } from '#hooks/module-screen.ts';

export const screens: readonly ModuleScreen[] = [
  {
    path: '/thanh-vien',
    namespace: 'members',
    title: 'title.list',
    tile: { roles: ['office'], icon: 'members', order: 2, label: 'title.list' },
    load: async () => ({ default: (await import('./member-list.tsx')).MemberList }),
  },
];
