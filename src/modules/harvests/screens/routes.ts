import type { ModuleScreen } from '#hooks/module-screen.ts';
import { BOOK_ROLES, FARM_ROLES, READING_ROLES, type Role } from '#kernel/roles.ts';

/** Those who write harvests for others. */
const HELPING_ROLES: readonly Role[] = [...BOOK_ROLES, 'collector'];

export const screens: readonly ModuleScreen[] = [
  {
    path: '/thu-hoach/ghi',
    namespace: 'harvests',
    title: 'title.record',
    roles: FARM_ROLES,
    tile: { roles: FARM_ROLES, icon: 'harvest', order: 1, label: 'tile.record' },
    load: async () => ({ default: (await import('./record-harvest.tsx')).RecordHarvest }),
  },
  {
    path: '/thu-hoach/giup',
    namespace: 'harvests',
    title: 'title.helped',
    roles: HELPING_ROLES,
    tile: { roles: ['collector'], icon: 'harvest', order: 1, label: 'tile.helped' },
    load: async () => ({ default: (await import('./harvest-for.tsx')).ChooseHarvester }),
  },
  {
    path: '/thu-hoach/giup/:id',
    namespace: 'harvests',
    title: 'title.helped',
    roles: HELPING_ROLES,
    load: async () => ({ default: (await import('./harvest-for.tsx')).HarvestFor }),
  },
  {
    path: '/thu-hoach',
    namespace: 'harvests',
    title: 'title.list',
    roles: FARM_ROLES,
    tile: { roles: FARM_ROLES, icon: 'list', order: 4, label: 'tile.list' },
    load: async () => ({ default: (await import('./own-harvests.tsx')).OwnHarvests }),
  },
  {
    path: '/van-phong/thu-hoach',
    namespace: 'harvests',
    title: 'title.list',
    roles: [...READING_ROLES, 'collector'],
    isWide: true,
    tile: { roles: [...READING_ROLES, 'collector'], icon: 'list', order: 6, label: 'tile.list' },
    load: async () => ({ default: (await import('./all-harvests.tsx')).AllHarvests }),
  },
  {
    path: '/thu-hoach/:id',
    namespace: 'harvests',
    title: 'title.one',
    load: async () => ({ default: (await import('./one-harvest.tsx')).OneHarvest }),
  },
];
