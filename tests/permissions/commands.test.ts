import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import { describeCommands } from './commands.ts';

describeCommands('SQLite', () => openSqliteStore({ dataDir: ':memory:' }));
