/**
 * Numbered steps, applied once each and never edited after the first release. Every table of co-ops begins its key with
 * the co-op, so that an engine that spreads tables over machines keeps a co-op on one of them (docs/postgres.md).
 */

const LOG_TABLES = [
  'coop_head',
  'writer',
  'person',
  'op',
  'event',
  'chain_mark',
  'seal',
  'row_state',
  'claim',
  'pointer',
  'waiting',
  'dangling',
] as const;
const PHOTO_TABLES = ['photo', 'photo_begun', 'photo_day'] as const;
const PEOPLE_TABLES = ['coop', 'session', 'seen', 'verified_backup'] as const;

/** Tables of which each row belongs to one co-op. Row-level security lets a transaction see the one that it names. */
export const COOP_TABLES = [...LOG_TABLES, ...PHOTO_TABLES, ...PEOPLE_TABLES] as const;

/** Small, and asked before it is known of which co-op: on each node the same. */
export const SHARED_TABLES = ['invitation', 'setup_token', 'migration'] as const;

const FIRST = `
  CREATE TABLE coop_head (
    coop text PRIMARY KEY, seq bigint NOT NULL, chain text NOT NULL, safe_seq bigint NOT NULL DEFAULT 0,
    first_year integer NOT NULL DEFAULT 0);
  CREATE TABLE writer (
    coop text, writer text, "user" text NOT NULL, n bigint NOT NULL, hash text NOT NULL, public_key bytea,
    origin_writer text, origin_n bigint, origin_hash text, PRIMARY KEY (coop, writer));
  CREATE INDEX writer_origin ON writer (coop, origin_writer) WHERE origin_writer IS NOT NULL;
  CREATE TABLE person (coop text, "user" text, body text NOT NULL, PRIMARY KEY (coop, "user"));
  CREATE TABLE op (
    coop text, seq bigint, writer text NOT NULL, n bigint NOT NULL, hash text NOT NULL, reason text, row_id text NOT NULL,
    recv bigint NOT NULL, eff bigint NOT NULL, header bytea NOT NULL, payload bytea NOT NULL, PRIMARY KEY (coop, seq),
    UNIQUE (coop, writer, n));
  CREATE TABLE event (
    coop text, seq bigint, kind text NOT NULL, op_seq bigint NOT NULL, detail text, PRIMARY KEY (coop, seq));
  CREATE TABLE chain_mark (coop text, seq bigint, chain text NOT NULL, PRIMARY KEY (coop, seq));
  CREATE TABLE seal (coop text, writer text, n bigint, signature bytea NOT NULL, PRIMARY KEY (coop, writer, n));
  CREATE TABLE row_state (
    coop text, row_id text, scope text NOT NULL, year integer NOT NULL, author text, last_seq bigint NOT NULL,
    state bytea NOT NULL, PRIMARY KEY (coop, row_id));
  CREATE INDEX row_seq ON row_state (coop, last_seq);
  CREATE INDEX row_scope ON row_state (coop, scope text_pattern_ops, last_seq);
  CREATE INDEX row_author ON row_state (coop, author, last_seq) WHERE author IS NOT NULL;
  CREATE TABLE claim (coop text, key text, row_id text NOT NULL, PRIMARY KEY (coop, key));
  CREATE TABLE pointer (coop text, key text, row_id text NOT NULL, PRIMARY KEY (coop, key));
  CREATE TABLE waiting (coop text, id text, operation text, PRIMARY KEY (coop, id, operation));
  CREATE INDEX waiting_operation ON waiting (coop, operation);
  CREATE TABLE dangling (coop text, row_id text, field integer, pred text, PRIMARY KEY (coop, row_id, field, pred));
  ${LOG_TABLES.map((table) => walled(table)).join(';')};
  CREATE TABLE coop (coop text PRIMARY KEY, name text NOT NULL, created_at bigint NOT NULL);
  CREATE TABLE session (
    token_hash text PRIMARY KEY, coop text NOT NULL, body text NOT NULL, device_name text NOT NULL,
    created_at bigint NOT NULL);
  CREATE TABLE invitation (code text PRIMARY KEY, expires_at bigint NOT NULL, body text NOT NULL);
  CREATE TABLE setup_token (token_hash text PRIMARY KEY, created_at bigint NOT NULL)`;

const REQUEST_KEYS = `
  ALTER TABLE session ADD COLUMN "user" text NOT NULL DEFAULT '';
  ALTER TABLE session ADD COLUMN request_key text;
  ALTER TABLE session ADD COLUMN help_key text;
  ALTER TABLE session ADD COLUMN key_at bigint NOT NULL DEFAULT 0;
  ALTER TABLE session ADD COLUMN key_used integer NOT NULL DEFAULT 0;
  UPDATE session SET "user" = body::json ->> 'userId';
  CREATE UNIQUE INDEX session_of_user ON session (coop, "user")`;

const SIGNED_INVITATIONS = `
  ALTER TABLE session ADD COLUMN invitation text;
  CREATE UNIQUE INDEX session_of_invitation ON session (coop, invitation) WHERE invitation IS NOT NULL`;

const WATCHED = `
  CREATE TABLE seen (
    coop text, "user" text, at bigint NOT NULL, build text NOT NULL, PRIMARY KEY (coop, "user"));
  CREATE TABLE verified_backup (coop text PRIMARY KEY, seq bigint NOT NULL, at bigint NOT NULL)`;

const PHOTOS = `
  CREATE TABLE photo (coop text, sha text, bytes bytea NOT NULL, PRIMARY KEY (coop, sha));
  CREATE TABLE photo_begun (
    coop text, sha text, touched_at bigint NOT NULL, bytes bytea NOT NULL, PRIMARY KEY (coop, sha));
  CREATE TABLE photo_day (coop text, day text, begun integer NOT NULL, PRIMARY KEY (coop, day));
  ALTER TABLE photo ALTER COLUMN bytes SET STORAGE EXTERNAL;
  ALTER TABLE photo_begun ALTER COLUMN bytes SET STORAGE EXTERNAL;
  ${PHOTO_TABLES.map((table) => walled(table)).join(';')}`;

/** People lie where their co-op lies. The operator's transactions see all of these, and of the log none. */
const PEOPLE_BY_COOP = `
  ALTER TABLE session DROP CONSTRAINT session_pkey;
  ALTER TABLE session ADD PRIMARY KEY (coop, token_hash);
  CREATE INDEX session_token ON session (token_hash);
  ${PEOPLE_TABLES.map((table) => walled(table, "current_setting('somua.coop', true) IN (coop, '*')")).join(';')}`;

/** Each step's statements, in order. */
export const MIGRATIONS: readonly (readonly string[])[] = [
  FIRST,
  REQUEST_KEYS,
  SIGNED_INVITATIONS,
  WATCHED,
  PHOTOS,
  PEOPLE_BY_COOP,
].map(statementsOf);

function walled(table: string, who = "coop = current_setting('somua.coop', true)"): string {
  return `
  ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
  ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
  CREATE POLICY of_one_coop ON ${table} USING (${who})`;
}

function statementsOf(step: string): readonly string[] {
  return step
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}
