import type { ModuleScreen } from '#hooks/module-screen.ts';

export const screens: readonly ModuleScreen[] = [
  {
    path: '/can-xem-lai',
    namespace: 'common',
    title: 'attention.title',
    load: async () => ({ default: (await import('./attention.tsx')).Attention }),
  },
];
