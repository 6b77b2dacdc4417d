/**
 * Every statement, in one place. Each that a device's request runs names its co-op first ($1) and no other, so that one
 * node of a spread database answers it alone; `tests/server/postgres.pg.test.ts` holds them to it. There are no
 * sequences, triggers, LISTEN or advisory locks: the order of a co-op's log is its head row, read under lock.
 */
import { isWriter } from '#kernel/ids.ts';
import { Fault } from '#kernel/result.ts';

const WRITER = 'writer, "user", n, hash, public_key, origin_writer, origin_n, origin_hash';
const OPERATION = 'seq, writer, n, hash, reason, row_id, recv, eff, header, payload';

/** In the place of a co-op: a transaction of the operator, which sees who there is and nothing of any log. */
export const ALL_COOPS = '*';

/** What follows BEGIN. Fault `server.unknownCoop` for what is no co-op's id: this statement can have no parameters. */
export function entering(coop: string, mode: string): string {
  if (coop !== ALL_COOPS && !isWriter(coop)) throw new Fault('server.unknownCoop');
  return `${mode}; SET LOCAL somua.coop = '${coop}'`;
}

/**
 * Rows by a list of keys ($2 and on, an array for each column of `keys`), each looked up by itself. As `= ANY` a table
 * that has grown since the planner last counted it would be read whole; OFFSET 0 keeps the planner from rewriting this so.
 */
function byKeys(columns: string, table: string, keys: Readonly<Record<string, string>>, order = ''): string {
  const arrays = Object.values(keys).map((type, index) => `$${index + 2}::${type}[]`);
  const names = Object.keys(keys).map((_, index) => `asked_${index}`);
  const equal = Object.keys(keys).map((column, index) => `${column} = asked_${index}`);
  return `SELECT found.* FROM unnest(${arrays.join(', ')}) AS asked (${names.join(', ')})
    CROSS JOIN LATERAL (SELECT ${columns} FROM ${table} WHERE coop = $1 AND ${equal.join(' AND ')} ${order} OFFSET 0) AS found`;
}

export const READ = {
  head: 'SELECT seq, chain, safe_seq, first_year FROM coop_head WHERE coop = $1',
  begin: 'INSERT INTO coop_head (coop, seq, chain) VALUES ($1, 0, $2) ON CONFLICT (coop) DO NOTHING',
  lock: 'SELECT seq, chain, safe_seq, first_year FROM coop_head WHERE coop = $1 FOR UPDATE',
  chain: byKeys('seq, chain', 'chain_mark', { seq: 'bigint' }),
  writer: byKeys(WRITER, 'writer', { writer: 'text' }),
  writers: `SELECT ${WRITER} FROM writer WHERE coop = $1 ORDER BY writer COLLATE "C"`,
  forks: byKeys('origin_writer AS key', 'writer', { origin_writer: 'text' }),
  person: byKeys('"user" AS key, body', 'person', { '"user"': 'text' }),
  persons: 'SELECT "user" AS key, body FROM person WHERE coop = $1 ORDER BY "user" COLLATE "C"',
  operation: byKeys(OPERATION, 'op', { writer: 'text', n: 'bigint' }),
  hasOperation: byKeys('writer, n', 'op', { writer: 'text', n: 'bigint' }),
  operations: 'SELECT n, hash, seq, reason FROM op WHERE coop = $1 AND writer = $2 AND n BETWEEN $3 AND $4 ORDER BY n',
  row: byKeys('state', 'row_state', { row_id: 'text' }),
  rowsAfter: 'SELECT state FROM row_state WHERE coop = $1 AND last_seq > $2 ORDER BY last_seq LIMIT $3',
  rowsOfScope:
    'SELECT state FROM row_state WHERE coop = $1 AND scope = $2 AND last_seq > $3 AND (year = 0 OR year BETWEEN $4 AND $5) ORDER BY last_seq LIMIT $6',
  // In the order of the log, so that a device that follows reads only what is new.
  rowsOfMembers: `SELECT state FROM (SELECT state, scope, year FROM row_state WHERE coop = $1 AND last_seq > $2 ORDER BY last_seq OFFSET 0) AS found
    WHERE scope LIKE 'member:%' AND (year = 0 OR year BETWEEN $3 AND $4) LIMIT $5`,
  rowsOfAuthor:
    'SELECT state FROM row_state WHERE coop = $1 AND author = $2 AND last_seq > $3 ORDER BY last_seq LIMIT $4',
  rowsByAuthor: byKeys('author AS key, state', 'row_state', { author: 'text' }, 'ORDER BY last_seq'),
  allRows:
    'SELECT state FROM row_state WHERE coop = $1 AND row_id COLLATE "C" > $2 ORDER BY row_id COLLATE "C" LIMIT $3',
  claim: byKeys('key, row_id', 'claim', { key: 'text' }),
  pointer: byKeys('key, row_id', 'pointer', { key: 'text' }),
  waitingFor: byKeys('id AS key, operation', 'waiting', { id: 'text' }),
  waitingOf: byKeys('operation AS key, id', 'waiting', { operation: 'text' }),
  allWaiting: 'SELECT id, operation FROM waiting WHERE coop = $1 ORDER BY id COLLATE "C", operation COLLATE "C"',
  dangling: byKeys('row_id AS key, field, pred', 'dangling', { row_id: 'text' }),
  seals: byKeys('writer AS key, n, signature', 'seal', { writer: 'text' }, 'ORDER BY n'),
  log: `SELECT ${OPERATION} FROM op WHERE coop = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
  events: 'SELECT seq, kind, op_seq, detail FROM event WHERE coop = $1 AND seq > $2 ORDER BY seq LIMIT $3',
  chainMarks: 'SELECT seq, chain FROM chain_mark WHERE coop = $1 AND seq > $2 ORDER BY seq LIMIT $3',
  derivedRows: 'SELECT row_id, scope, year, author, last_seq, state FROM row_state WHERE coop = $1',
  derivedClaims: 'SELECT key, row_id FROM claim WHERE coop = $1',
  derivedPointers: 'SELECT key, row_id FROM pointer WHERE coop = $1',
  derivedDangling: 'SELECT row_id, field, pred FROM dangling WHERE coop = $1',
} as const;

export const WRITE = {
  clearRows: 'DELETE FROM row_state WHERE coop = $1',
  clearClaims: 'DELETE FROM claim WHERE coop = $1',
  clearPointers: 'DELETE FROM pointer WHERE coop = $1',
  clearDangling: 'DELETE FROM dangling WHERE coop = $1',
  head: 'UPDATE coop_head SET seq = $2, chain = $3, safe_seq = $4, first_year = $5 WHERE coop = $1',
  operations: `INSERT INTO op (coop, ${OPERATION})
    SELECT $1, seq, writer, n, hash, reason, row_id, recv, eff, decode(header, 'hex'), decode(payload, 'hex')
    FROM unnest($2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::bigint[], $10::text[], $11::text[])
      AS new (${OPERATION})`,
  events: `INSERT INTO event (coop, seq, kind, op_seq, detail)
    SELECT $1, seq, kind, op_seq, detail FROM unnest($2::bigint[], $3::text[], $4::bigint[], $5::text[]) AS new (seq, kind, op_seq, detail)`,
  chainMarks: `INSERT INTO chain_mark (coop, seq, chain)
    SELECT $1, seq, chain FROM unnest($2::bigint[], $3::text[]) AS new (seq, chain)`,
  writers: `INSERT INTO writer (coop, ${WRITER})
    SELECT $1, writer, "user", n, hash, decode(public_key, 'hex'), origin_writer, origin_n, origin_hash
    FROM unnest($2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::text[]) AS new (${WRITER})
    ON CONFLICT (coop, writer) DO UPDATE SET "user" = excluded."user", n = excluded.n, hash = excluded.hash,
      public_key = excluded.public_key, origin_writer = excluded.origin_writer, origin_n = excluded.origin_n,
      origin_hash = excluded.origin_hash`,
  persons: `INSERT INTO person (coop, "user", body)
    SELECT $1, "user", body FROM unnest($2::text[], $3::text[]) AS new ("user", body)
    ON CONFLICT (coop, "user") DO UPDATE SET body = excluded.body`,
  seals: `INSERT INTO seal (coop, writer, n, signature)
    SELECT $1, writer, n, decode(signature, 'hex') FROM unnest($2::text[], $3::bigint[], $4::text[]) AS new (writer, n, signature)
    ON CONFLICT (coop, writer, n) DO UPDATE SET signature = excluded.signature`,
  rows: `INSERT INTO row_state (coop, row_id, scope, year, author, last_seq, state)
    SELECT $1, row_id, scope, year, author, last_seq, decode(state, 'hex')
    FROM unnest($2::text[], $3::text[], $4::integer[], $5::text[], $6::bigint[], $7::text[]) AS new (row_id, scope, year, author, last_seq, state)
    ON CONFLICT (coop, row_id) DO UPDATE SET scope = excluded.scope, year = excluded.year, author = excluded.author,
      last_seq = excluded.last_seq, state = excluded.state`,
  claims: `INSERT INTO claim (coop, key, row_id)
    SELECT $1, key, row_id FROM unnest($2::text[], $3::text[]) AS new (key, row_id)`,
  pointers: `INSERT INTO pointer (coop, key, row_id)
    SELECT $1, key, row_id FROM unnest($2::text[], $3::text[]) AS new (key, row_id)
    ON CONFLICT (coop, key) DO UPDATE SET row_id = excluded.row_id`,
  noLongerWaiting: 'DELETE FROM waiting WHERE coop = $1 AND operation = ANY($2::text[])',
  waiting: `INSERT INTO waiting (coop, id, operation)
    SELECT $1, id, operation FROM unnest($2::text[], $3::text[]) AS new (id, operation) ON CONFLICT DO NOTHING`,
  dangling: `INSERT INTO dangling (coop, row_id, field, pred)
    SELECT $1, row_id, field, pred FROM unnest($2::text[], $3::integer[], $4::text[]) AS new (row_id, field, pred) ON CONFLICT DO NOTHING`,
} as const;

/** Photos: a transaction each, none of them a sync request's. */
export const PHOTO = {
  read: 'SELECT bytes FROM photo WHERE coop = $1 AND sha = $2',
  has: 'SELECT 1 AS found FROM photo WHERE coop = $1 AND sha = $2',
  put: 'INSERT INTO photo (coop, sha, bytes) VALUES ($1, $2, $3) ON CONFLICT (coop, sha) DO NOTHING',
  remove: 'DELETE FROM photo WHERE coop = $1 AND sha = $2',
  list: 'SELECT sha FROM photo WHERE coop = $1 AND sha COLLATE "C" > $2 ORDER BY sha COLLATE "C" LIMIT $3',
  begun: 'SELECT bytes FROM photo_begun WHERE coop = $1 AND sha = $2',
  length: 'SELECT octet_length(bytes) AS length FROM photo_begun WHERE coop = $1 AND sha = $2',
  count: `INSERT INTO photo_day (coop, day, begun) VALUES ($1, $2, 1)
    ON CONFLICT (coop, day) DO UPDATE SET begun = photo_day.begun + 1 WHERE photo_day.begun < $3 RETURNING begun`,
  begin: `INSERT INTO photo_begun (coop, sha, touched_at, bytes) VALUES ($1, $2, $3, '')
    ON CONFLICT (coop, sha) DO NOTHING`,
  append: `UPDATE photo_begun SET bytes = bytes || $3::bytea, touched_at = $4
    WHERE coop = $1 AND sha = $2 AND octet_length(bytes) = $5 RETURNING octet_length(bytes) AS length`,
  giveUp: 'DELETE FROM photo_begun WHERE coop = $1 AND sha = $2',
  expire: 'DELETE FROM photo_begun WHERE coop = $1 AND touched_at < $2',
  forgetDays: 'DELETE FROM photo_day WHERE coop = $1 AND day < $2',
} as const;

const SESSION = 'coop, token_hash, body, device_name, created_at, request_key, help_key, key_at, key_used, invitation';
const ADD_SESSION = `INSERT INTO session (${SESSION}, "user") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`;

/** People, devices and backups of one co-op, behind the same walls as its log and on its node. */
export const CATALOGUE = {
  coop: 'SELECT coop, name, created_at FROM coop WHERE coop = $1',
  addCoop: 'INSERT INTO coop (coop, name, created_at) VALUES ($1, $2, $3)',
  addNewCoop: 'INSERT INTO coop (coop, name, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING coop',
  session: `SELECT ${SESSION} FROM session WHERE coop = $1 AND token_hash = $2`,
  sessionOfUser: `SELECT ${SESSION} FROM session WHERE coop = $1 AND "user" = $2`,
  putKey: `UPDATE session SET request_key = $3, help_key = $4, key_at = $5, key_used = $6
    WHERE coop = $1 AND "user" = $2`,
  useKey: 'UPDATE session SET key_used = 1 WHERE coop = $1 AND "user" = $2 AND request_key = $3',
  addSession: ADD_SESSION,
  removeSession: 'DELETE FROM session WHERE coop = $1 AND "user" = $2',
  joinSigned: `${ADD_SESSION} ON CONFLICT DO NOTHING RETURNING coop`,
  sessionsOf: `SELECT ${SESSION} FROM session WHERE coop = $1 AND "user" COLLATE "C" > $2
    ORDER BY "user" COLLATE "C" LIMIT $3`,
  everybody: 'SELECT body FROM session WHERE coop = $1 ORDER BY "user" COLLATE "C" FOR UPDATE',
  putPerson: 'UPDATE session SET body = $3 WHERE coop = $1 AND "user" = $2',
  putPlace: `UPDATE session SET token_hash = $3, device_name = $4, request_key = NULL, help_key = NULL, key_at = 0, key_used = 0
    WHERE coop = $1 AND "user" = $2 RETURNING coop`,
  sessionsOfCoop: `SELECT ${SESSION} FROM session WHERE coop = $1 ORDER BY created_at, token_hash COLLATE "C"`,
  seen: 'SELECT "user", at, build FROM seen WHERE coop = $1',
  noteSeen: `INSERT INTO seen (coop, "user", at, build) VALUES ($1, $2, $3, $4)
    ON CONFLICT (coop, "user") DO UPDATE SET at = excluded.at, build = excluded.build WHERE seen.at < excluded.at`,
  noteBackup: `INSERT INTO verified_backup (coop, seq, at) VALUES ($1, $2, $3)
    ON CONFLICT (coop) DO UPDATE SET seq = excluded.seq, at = excluded.at WHERE verified_backup.at < excluded.at`,
} as const;

/** What a co-op's log, rows and photos take; each is looked through for it, so this is for the operator alone. */
export const SIZES = {
  log: 'SELECT coalesce(sum(octet_length(header) + octet_length(payload)), 0)::bigint AS bytes FROM op WHERE coop = $1',
  rows: 'SELECT coalesce(sum(octet_length(state)), 0)::bigint AS bytes FROM row_state WHERE coop = $1',
  photos: 'SELECT coalesce(sum(octet_length(bytes)), 0)::bigint AS bytes FROM photo WHERE coop = $1',
} as const;

/** Letters and set-up links, which are looked for before it is known of which co-op: a few rows, the same on each node. */
export const LETTERS = {
  invitations: 'SELECT body FROM invitation ORDER BY code COLLATE "C"',
  invitation: 'SELECT body FROM invitation WHERE code = $1',
  addInvitation:
    'INSERT INTO invitation (code, expires_at, body) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING code',
  takeInvitation: 'DELETE FROM invitation WHERE code = $1 RETURNING code',
  addSetupToken: 'INSERT INTO setup_token (token_hash, created_at) VALUES ($1, $2)',
  setupToken: 'SELECT token_hash FROM setup_token WHERE token_hash = $1 AND created_at >= $2 FOR UPDATE',
  clearSetupTokens: 'DELETE FROM setup_token',
} as const;

/** What goes over all co-ops: the operator's page and commands, and a token that comes without its co-op, once a device. */
export const OVER_ALL = {
  coops: 'SELECT coop, name, created_at FROM coop ORDER BY created_at, coop COLLATE "C"',
  countCoops: 'SELECT count(*) AS count FROM coop',
  session: `SELECT ${SESSION} FROM session WHERE token_hash = $1`,
  bindKey: `UPDATE session SET request_key = $2, help_key = $3, key_at = $4, key_used = $5
    WHERE token_hash = $1 AND (request_key IS NULL OR key_used = 0) RETURNING coop`,
  sessions: `SELECT ${SESSION} FROM session ORDER BY token_hash COLLATE "C"`,
  backups: 'SELECT coop, seq, at FROM verified_backup ORDER BY coop COLLATE "C"',
  bytes: 'SELECT pg_database_size(current_database()) AS bytes',
} as const;
