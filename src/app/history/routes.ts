import type { ModuleScreen } from '#hooks/module-screen.ts';

export const screens: readonly ModuleScreen[] = [
  {
    path: '/viec-da-lam',
    namespace: 'common',
    title: 'history.title',
    load: async () => ({ default: (await import('./history.tsx')).History }),
  },
];
