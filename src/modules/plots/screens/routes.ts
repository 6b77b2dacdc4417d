import type { ModuleScreen } from '#hooks/module-screen.ts';
import { FARM_ROLES, READING_ROLES } from '#kernel/roles.ts';

export const screens: readonly ModuleScreen[] = [
  {
    path: '/thua-cua-toi',
    namespace: 'plots',
    title: 'title.own',
    roles: FARM_ROLES,
    tile: { roles: FARM_ROLES, icon: 'plots', order: 5, label: 'tile.own' },
    load: async () => ({ default: (await import('./own-plots.tsx')).OwnPlots }),
  },
  {
    path: '/thanh-vien/:id/thua',
    namespace: 'plots',
    title: 'title.list',
    roles: READING_ROLES,
    isWide: true,
    load: async () => ({ default: (await import('./member-plots.tsx')).MemberPlots }),
  },
  {
    path: '/thua/:id',
    namespace: 'plots',
    title: 'title.one',
    load: async () => ({ default: (await import('./one-plot.tsx')).OnePlot }),
  },
];
