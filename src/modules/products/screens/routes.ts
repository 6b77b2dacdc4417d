import type { ModuleScreen } from '#hooks/module-screen.ts';

export const screens: readonly ModuleScreen[] = [
  {
    path: '/san-pham',
    namespace: 'products',
    title: 'title.list',
    roles: ['office'],
    isWide: true,
    tile: { roles: ['office'], icon: 'products', order: 3, label: 'tile.list' },
    load: async () => ({ default: (await import('./product-list.tsx')).ProductList }),
  },
  {
    path: '/gia',
    namespace: 'products',
    title: 'title.prices',
    roles: ['member'],
    tile: { roles: ['member'], icon: 'prices', order: 6, label: 'tile.prices' },
    load: async () => ({ default: (await import('./price-list.tsx')).PriceList }),
  },
  {
    path: '/san-pham/:id',
    namespace: 'products',
    title: 'title.one',
    roles: ['office'],
    isWide: true,
    load: async () => ({ default: (await import('./one-product.tsx')).OneProduct }),
  },
];
