import type { ModuleScreen } from '#hooks/module-screen.ts';

export const screens: readonly ModuleScreen[] = [
  {
    path: '/nguoi-va-may',
    namespace: 'people',
    title: 'title.list',
    roles: ['admin'],
    isWide: true,
    load: async () => ({ default: (await import('./people-list.tsx')).PeopleList }),
  },
  {
    path: '/nguoi-va-may/:user',
    namespace: 'people',
    title: 'title.one',
    roles: ['admin'],
    load: async () => ({ default: (await import('./one-person.tsx')).OnePerson }),
  },
];
