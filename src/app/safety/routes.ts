import type { ModuleScreen } from '#hooks/module-screen.ts';

export const screens: readonly ModuleScreen[] = [
  {
    path: '/an-toan',
    namespace: 'common',
    title: 'safety.title',
    load: async () => ({ default: (await import('./safety.tsx')).Safety }),
  },
];
