import type { ModuleScreen } from '#hooks/module-screen.ts';

export const screens: readonly ModuleScreen[] = [
  {
    path: '/tep-so',
    namespace: 'common',
    title: 'workFile.title',
    load: async () => ({ default: (await import('./work-file.tsx')).WorkFile }),
  },
];
