import type { ModuleScreen } from '#hooks/module-screen.ts';

export const screens: readonly ModuleScreen[] = [
  {
    path: '/thu-hoach/ghi',
    namespace: 'harvests',
    title: 'title.record',
    tile: { roles: ['member'], icon: 'harvest', order: 1, label: 'action.record' },
    load: async () => ({ default: (await import('./record-harvest.tsx')).RecordHarvest }),
  },
  {
    path: '/thu-hoach',
    namespace: 'harvests',
    title: 'title.list',
    tile: { roles: ['member', 'office'], icon: 'list', order: 4, label: 'action.list' },
    load: async () => ({ default: (await import('./harvest-list.tsx')).HarvestList }),
  },
];
