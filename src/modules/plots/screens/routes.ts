import type { ModuleScreen } from '#hooks/module-screen.ts';

export const screens: readonly ModuleScreen[] = [
  {
    path: '/thua-cua-toi',
    namespace: 'plots',
    title: 'title.own',
    roles: ['member'],
    tile: { roles: ['member'], icon: 'plots', order: 5, label: 'tile.own' },
    load: async () => ({ default: (await import('./own-plots.tsx')).OwnPlots }),
  },
  {
    path: '/thanh-vien/:id/thua',
    namespace: 'plots',
    title: 'title.list',
    roles: ['office'],
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
