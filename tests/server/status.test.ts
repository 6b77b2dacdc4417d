import { afterEach } from 'vitest';
import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import { removeTemporaryFolders, temporaryFolder } from '../helpers/temporary-folder.ts';
import { describeStatus } from './status.ts';

afterEach(removeTemporaryFolders);

describeStatus('SQLite', () => ({ store: openSqliteStore({ dataDir: temporaryFolder() }) }));
