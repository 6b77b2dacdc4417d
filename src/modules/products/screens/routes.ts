import type { ModuleScreen } from '#hooks/module-screen.ts';

export const screens: readonly ModuleScreen[] = [
  {
    path: '/san-pham',
    namespace: 'products',
    title: 'title.list',
    tile: { roles: ['office'], icon: 'products', order: 3, label: 'title.list' },
    load: async () => ({ default: (await import('./product-list.tsx')).ProductList }),
  },
];
