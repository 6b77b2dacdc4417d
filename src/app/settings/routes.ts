import type { ModuleScreen } from '#hooks/module-screen.ts';

export const screens: readonly ModuleScreen[] = [
  {
    path: '/cai-dat',
    namespace: 'common',
    title: 'settings.title',
    load: async () => ({ default: (await import('./settings.tsx')).Settings }),
  },
];
