import postgres from 'postgres';

/** A pool of connections. Sequences and times are numbers: they stay far below 2^53. */
export type Sql = postgres.Sql<{ bigint: number }>;

export function connect(url: string, options: { readonly connections: number; readonly lockMs: number }): Sql {
  return postgres(url, {
    max: options.connections,
    onnotice: () => undefined,
    types: { bigint: { to: BIGINT, from: [BIGINT], parse: Number, serialize: String } },
    connection: { lock_timeout: options.lockMs, application_name: 'so-mua' },
  });
}

const BIGINT = 20;
