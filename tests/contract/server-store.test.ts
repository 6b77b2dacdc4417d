import { afterEach } from 'vitest';
import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import { MemoryServerStore } from '../helpers/memory-server-store.ts';
import { removeTemporaryFolders, temporaryFolder } from '../helpers/temporary-folder.ts';
import { describeServerStore } from './server-store.ts';

afterEach(removeTemporaryFolders);

describeServerStore('SQLite', () => {
  const dataDir = temporaryFolder();
  return { store: openSqliteStore({ dataDir }), reopen: () => openSqliteStore({ dataDir }) };
});

describeServerStore('memory', () => {
  const store = new MemoryServerStore();
  return { store, reopen: () => store };
});
