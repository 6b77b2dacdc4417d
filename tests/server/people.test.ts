import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import { describePeople } from './people.ts';

describePeople('SQLite', () => openSqliteStore({ dataDir: ':memory:' }));
