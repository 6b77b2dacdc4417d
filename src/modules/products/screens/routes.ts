import type { ModuleScreen } from '#hooks/module-screen.ts';
import { BOOK_ROLES, FARM_ROLES, READING_ROLES } from '#kernel/roles.ts';

export const screens: readonly ModuleScreen[] = [
  {
    path: '/san-pham',
    namespace: 'products',
    title: 'title.list',
    roles: READING_ROLES,
    isWide: true,
    tile: { roles: READING_ROLES, icon: 'products', order: 3, label: 'tile.list' },
    load: async () => ({ default: (await import('./product-list.tsx')).ProductList }),
  },
  {
    path: '/gia',
    namespace: 'products',
    title: 'title.prices',
    roles: [...FARM_ROLES, 'collector', 'sales', 'driver'],
    tile: { roles: [...FARM_ROLES, 'collector', 'sales', 'driver'], icon: 'prices', order: 6, label: 'tile.prices' },
    load: async () => ({ default: (await import('./price-list.tsx')).PriceList }),
  },
  {
    path: '/san-pham/nhap',
    namespace: 'products',
    title: 'title.import',
    roles: BOOK_ROLES,
    isWide: true,
    load: async () => ({ default: (await import('./import-prices.tsx')).ImportPrices }),
  },
  {
    path: '/san-pham/:id',
    namespace: 'products',
    title: 'title.one',
    roles: READING_ROLES,
    isWide: true,
    load: async () => ({ default: (await import('./one-product.tsx')).OneProduct }),
  },
];
