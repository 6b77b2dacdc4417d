/** Numbered steps, applied once each and never edited after the first release. */
export const COOP_MIGRATIONS: readonly string[] = [
  `CREATE TABLE coop_head (
     id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL, chain TEXT NOT NULL,
     safe_seq INTEGER NOT NULL DEFAULT 0, first_year INTEGER NOT NULL DEFAULT 0);
   CREATE TABLE writer (
     writer TEXT PRIMARY KEY, user TEXT NOT NULL, n INTEGER NOT NULL, hash TEXT NOT NULL, public_key BLOB,
     origin_writer TEXT, origin_n INTEGER, origin_hash TEXT) WITHOUT ROWID;
   CREATE INDEX writer_origin ON writer (origin_writer) WHERE origin_writer IS NOT NULL;
   CREATE TABLE person (user TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE op (
     seq INTEGER PRIMARY KEY, writer TEXT NOT NULL, n INTEGER NOT NULL, hash TEXT NOT NULL, reason TEXT, row TEXT NOT NULL,
     recv INTEGER NOT NULL, eff INTEGER NOT NULL, header BLOB NOT NULL, payload BLOB);
   CREATE UNIQUE INDEX op_writer ON op (writer, n);
   CREATE TABLE event (seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, op_seq INTEGER NOT NULL, detail TEXT);
   CREATE TABLE chain_mark (seq INTEGER PRIMARY KEY, chain TEXT NOT NULL);
   CREATE TABLE seal (writer TEXT NOT NULL, n INTEGER NOT NULL, signature BLOB NOT NULL, PRIMARY KEY (writer, n)) WITHOUT ROWID;
   CREATE TABLE row (
     row_id TEXT PRIMARY KEY, scope TEXT NOT NULL, year INTEGER NOT NULL, author TEXT, last_seq INTEGER NOT NULL,
     state BLOB NOT NULL) WITHOUT ROWID;
   CREATE INDEX row_seq ON row (last_seq);
   CREATE INDEX row_scope ON row (scope, last_seq);
   CREATE INDEX row_author ON row (author, last_seq) WHERE author IS NOT NULL;
   CREATE TABLE claim (key TEXT PRIMARY KEY, row_id TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE pointer (key TEXT PRIMARY KEY, row_id TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE waiting (id TEXT NOT NULL, operation TEXT NOT NULL, PRIMARY KEY (id, operation)) WITHOUT ROWID;
   CREATE INDEX waiting_operation ON waiting (operation);
   CREATE TABLE dangling (row_id TEXT NOT NULL, field INTEGER NOT NULL, pred TEXT NOT NULL, PRIMARY KEY (row_id, field, pred)) WITHOUT ROWID;`,
];

export const CATALOGUE_MIGRATIONS: readonly string[] = [
  `CREATE TABLE coop (coop TEXT PRIMARY KEY, name TEXT NOT NULL, created_at INTEGER NOT NULL) WITHOUT ROWID;
   CREATE TABLE session (
     token_hash TEXT PRIMARY KEY, coop TEXT NOT NULL, user TEXT NOT NULL, role TEXT NOT NULL, member_id TEXT,
     device_name TEXT NOT NULL, created_at INTEGER NOT NULL, is_pending INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
   CREATE TABLE invitation (code TEXT PRIMARY KEY, expires_at INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE setup_token (token_hash TEXT PRIMARY KEY, created_at INTEGER NOT NULL) WITHOUT ROWID;`,
  `ALTER TABLE session ADD COLUMN request_key TEXT;
   ALTER TABLE session ADD COLUMN help_key TEXT;
   ALTER TABLE session ADD COLUMN key_at INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE session ADD COLUMN key_used INTEGER NOT NULL DEFAULT 0;
   CREATE UNIQUE INDEX session_of_user ON session (coop, user);`,
  `ALTER TABLE session ADD COLUMN invitation TEXT;
   CREATE UNIQUE INDEX session_of_invitation ON session (coop, invitation) WHERE invitation IS NOT NULL;`,
  `CREATE TABLE seen (
     coop TEXT NOT NULL, user TEXT NOT NULL, at INTEGER NOT NULL, build TEXT NOT NULL, PRIMARY KEY (coop, user)) WITHOUT ROWID;
   CREATE TABLE verified_backup (coop TEXT PRIMARY KEY, seq INTEGER NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;`,
];
