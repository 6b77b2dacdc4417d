import { afterAll } from 'vitest';
import { openPhotoFiles } from '#server/store/sqlite/photo-files.ts';
import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import { removeTemporaryFolders, temporaryFolder } from '../helpers/temporary-folder.ts';
import { describeAcross } from './across.ts';

afterAll(removeTemporaryFolders);

describeAcross('SQLite', () => ({
  store: openSqliteStore({ dataDir: ':memory:' }),
  photos: openPhotoFiles(temporaryFolder()),
}));
