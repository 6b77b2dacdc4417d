import { afterEach } from 'vitest';
import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import { removeTemporaryFolders, temporaryFolder } from '../helpers/temporary-folder.ts';
import { describeConcurrency } from './concurrency.ts';

afterEach(removeTemporaryFolders);

describeConcurrency('SQLite', () => [openSqliteStore({ dataDir: temporaryFolder() })]);
