import { sayByName, type HistoryScreen } from '#hooks/history-screen.ts';
import { fileOfBatch } from '#kernel/batches.ts';
import { undoImport } from '../commands.ts';
import { members } from '../index.ts';

export const history: readonly HistoryScreen[] = [
  {
    table: members,
    namespace: 'members',
    say: sayByName(members),
    batch: {
      of: ({ importBatch }) => (typeof importBatch === 'string' ? importBatch : undefined),
      say: async (batch, read) => ({
        key: 'import',
        values: {
          file: fileOfBatch(batch),
          // With those that were taken back meanwhile.
          count: await read.count(members, { index: 'importBatch', equals: batch }),
        },
      }),
      undo: undoImport,
    },
    path: ({ id }) => `/thanh-vien/${id}`,
  },
];
