import type { ModuleScreen } from '#hooks/module-screen.ts';

export const screens: readonly ModuleScreen[] = [
  {
    path: '/thu-hoach/ghi',
    namespace: 'harvests',
    title: 'title.record',
    roles: ['member'],
    tile: { roles: ['member'], icon: 'harvest', order: 1, label: 'tile.record' },
    load: async () => ({ default: (await import('./record-harvest.tsx')).RecordHarvest }),
  },
  {
    path: '/thu-hoach',
    namespace: 'harvests',
    title: 'title.list',
    roles: ['member'],
    tile: { roles: ['member'], icon: 'list', order: 4, label: 'tile.list' },
    load: async () => ({ default: (await import('./own-harvests.tsx')).OwnHarvests }),
  },
  {
    path: '/van-phong/thu-hoach',
    namespace: 'harvests',
    title: 'title.list',
    roles: ['office'],
    isWide: true,
    tile: { roles: ['office'], icon: 'list', order: 6, label: 'tile.list' },
    load: async () => ({ default: (await import('./all-harvests.tsx')).AllHarvests }),
  },
  {
    path: '/thu-hoach/:id',
    namespace: 'harvests',
    title: 'title.one',
    load: async () => ({ default: (await import('./one-harvest.tsx')).OneHarvest }),
  },
];
