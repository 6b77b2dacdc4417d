import type { HistoryScreen } from '#hooks/history-screen.ts';
import { removePhoto } from '../commands.ts';
import { photos } from '../index.ts';

export const history: readonly HistoryScreen[] = [
  {
    table: photos,
    namespace: 'attachments',
    say: async ({ kind }) => ({ key: kind === 'delete' ? 'remove' : 'add' }),
    undo: removePhoto,
  },
];
