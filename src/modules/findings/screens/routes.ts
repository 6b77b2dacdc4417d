import type { ModuleScreen } from '#hooks/module-screen.ts';
import { READING_ROLES } from '#kernel/roles.ts';

export const screens: readonly ModuleScreen[] = [
  {
    path: '/kien-nghi',
    namespace: 'findings',
    title: 'title.list',
    roles: READING_ROLES,
    isWide: true,
    // Whoever answers is told on the home (unanswered-notice.tsx), and reads them from the figures' page.
    tile: { roles: ['control'], icon: 'findings', order: 7, label: 'tile.list' },
    load: async () => ({ default: (await import('./finding-list.tsx')).FindingList }),
  },
  {
    path: '/kien-nghi/moi',
    namespace: 'findings',
    title: 'title.new',
    roles: ['control'],
    load: async () => ({ default: (await import('./new-finding.tsx')).NewFinding }),
  },
  {
    path: '/kien-nghi/:id',
    namespace: 'findings',
    title: 'title.one',
    roles: READING_ROLES,
    load: async () => ({ default: (await import('./one-finding.tsx')).OneFinding }),
  },
];
