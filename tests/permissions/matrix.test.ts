import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import { describeMatrix } from './matrix.ts';

describeMatrix('SQLite', () => openSqliteStore({ dataDir: ':memory:' }));
