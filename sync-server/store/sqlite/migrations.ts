/** Numbered steps, applied once each and never edited. */
export const COOP_MIGRATIONS: readonly string[] = [
  `CREATE TABLE coop_head (id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL, chain TEXT NOT NULL);
   CREATE TABLE writer (writer TEXT PRIMARY KEY, user TEXT NOT NULL, n INTEGER NOT NULL, hash TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE op (
     seq INTEGER PRIMARY KEY, writer TEXT NOT NULL, n INTEGER NOT NULL, hash TEXT NOT NULL, reason TEXT, row TEXT NOT NULL,
     recv INTEGER NOT NULL, eff INTEGER NOT NULL, header BLOB NOT NULL, payload BLOB, chain TEXT NOT NULL);
   CREATE UNIQUE INDEX op_writer ON op (writer, n);
   CREATE TABLE row (row_id TEXT PRIMARY KEY, scope TEXT NOT NULL, last_seq INTEGER NOT NULL, state BLOB NOT NULL) WITHOUT ROWID;
   CREATE INDEX row_seq ON row (last_seq);
   CREATE INDEX row_scope ON row (scope, last_seq);
   CREATE TABLE claim (key TEXT PRIMARY KEY, row_id TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE dangling (row_id TEXT NOT NULL, field INTEGER NOT NULL, pred TEXT NOT NULL, PRIMARY KEY (row_id, field, pred)) WITHOUT ROWID;`,
];

export const CATALOGUE_MIGRATIONS: readonly string[] = [
  `CREATE TABLE coop (coop TEXT PRIMARY KEY, name TEXT NOT NULL, created_at INTEGER NOT NULL) WITHOUT ROWID;
   CREATE TABLE session (
     token_hash TEXT PRIMARY KEY, coop TEXT NOT NULL, user TEXT NOT NULL, role TEXT NOT NULL, member_id TEXT,
     device_name TEXT NOT NULL, created_at INTEGER NOT NULL) WITHOUT ROWID;
   CREATE TABLE invitation (code TEXT PRIMARY KEY, expires_at INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE setup_token (token_hash TEXT PRIMARY KEY, created_at INTEGER NOT NULL) WITHOUT ROWID;`,
];
