import { textIn, type HistoryScreen } from '#hooks/history-screen.ts';
import { undoImport } from '../commands.ts';
import { members } from '../index.ts';

export const history: readonly HistoryScreen[] = [
  {
    table: members,
    namespace: 'members',
    say: async ({ kind, id, fields }, read) => {
      const name = kind === 'create' ? textIn(fields, 'name') : ((await read.get(members, id))?.name ?? '…');
      return { key: kind, values: { name }, changed: Object.keys(fields) };
    },
    batch: {
      of: ({ importBatch }) => (typeof importBatch === 'string' ? importBatch : undefined),
      say: async (batch, read) => ({
        key: 'import',
        values: {
          // Without the mark that tells two imports of one file apart.
          file: batch.replace(/ [^ ]*$/, ''),
          // With those that were taken back meanwhile.
          count: await read.count(members, { index: 'importBatch', equals: batch }),
        },
      }),
      undo: undoImport,
    },
    path: ({ id }) => `/thanh-vien/${id}`,
  },
];
