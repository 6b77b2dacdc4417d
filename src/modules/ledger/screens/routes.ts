import type { ModuleScreen } from '#hooks/module-screen.ts';

export const screens: readonly ModuleScreen[] = [
  {
    path: '/khoa-so',
    namespace: 'ledger',
    title: 'title.close',
    roles: ['chief-accountant'],
    load: async () => ({ default: (await import('./close-books.tsx')).CloseBooks }),
  },
];
