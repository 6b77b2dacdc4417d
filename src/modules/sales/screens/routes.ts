import type { ModuleScreen } from '#hooks/module-screen.ts';

export const screens: readonly ModuleScreen[] = [
  {
    path: '/ban-hang/ghi',
    namespace: 'sales',
    title: 'title.record',
    tile: { roles: ['member'], icon: 'sale', order: 2, label: 'action.record' },
    load: async () => ({ default: (await import('./record-sale.tsx')).RecordSale }),
  },
  {
    path: '/so-cua-toi',
    namespace: 'sales',
    title: 'title.account',
    tile: { roles: ['member'], icon: 'account', order: 3, label: 'action.account' },
    load: async () => ({ default: (await import('./own-account.tsx')).OwnAccount }),
  },
  {
    path: '/xac-nhan',
    namespace: 'sales',
    title: 'title.confirm',
    tile: { roles: ['office'], icon: 'confirm', order: 1, label: 'action.confirm' },
    load: async () => ({ default: (await import('./confirm-sales.tsx')).ConfirmSales }),
  },
];
