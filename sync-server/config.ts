/** The environment, read once. */
import * as z from 'zod';
import { isLoopback } from './operate/this-machine.ts';
import { LOG_LEVELS, type LogLevel } from './operate/log-levels.ts';

const schema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  HOST: z.string().default('0.0.0.0'),
  HTTPS_PORT: z.union([z.literal('off'), z.coerce.number().int().min(0).max(65_535)]).optional(),
  DATA_DIR: z.string().min(1).default('data'),
  APP_DIR: z.string().min(1).default('dist/app'),
  BACKUP_DIR: z.string().min(1).optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//)
    .optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS).optional(),
  METRICS_TOKEN: z.string().min(16).optional(),
  ADMIN_TOKEN: z.string().min(16).max(200).optional(),
  PHOTOS_PER_DAY: z.coerce.number().int().min(0).default(2_000),
  BEHIND_PROXY: z.enum(['yes', 'no']).default('no'),
});

export interface Config {
  readonly port: number;
  readonly host: string;
  /** TLS for the local network with a certificate of the server's own; absent: there is none. */
  readonly securePort?: SecurePort | undefined;
  readonly dataDir: string;
  readonly appDir: string;
  /** Where the daily backup goes; absent: there is none. */
  readonly backupDir: string | undefined;
  /** A PostgreSQL to keep everything in; absent: SQLite files in the data directory. */
  readonly databaseUrl: string | undefined;
  /** Absent: no log but what is wrong with the server itself. */
  readonly logLevel?: LogLevel | undefined;
  readonly metricsToken?: string | undefined;
  /** Opens the admin page from other machines; absent: it is for this one alone. */
  readonly adminToken?: string | undefined;
  readonly isBehindProxy?: boolean;
  /** How many photos of a co-op may be begun a day. */
  readonly photosPerDay?: number;
}

export interface SecurePort {
  /** 0 picks a free one. */
  readonly port: number;
  /** Somebody has asked for this one, and would miss it. */
  readonly isChosen: boolean;
}

const USUAL_SECURE_PORT = 8_443;

/** Throws with the name of the variable when the environment makes no sense. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const parsed = schema.parse(environment);
  return {
    port: parsed.PORT,
    host: parsed.HOST,
    securePort: securePortOf(parsed),
    dataDir: parsed.DATA_DIR,
    appDir: parsed.APP_DIR,
    backupDir: parsed.BACKUP_DIR,
    databaseUrl: parsed.DATABASE_URL,
    logLevel: parsed.LOG_LEVEL,
    metricsToken: parsed.METRICS_TOKEN,
    adminToken: parsed.ADMIN_TOKEN,
    isBehindProxy: parsed.BEHIND_PROXY === 'yes',
    photosPerDay: parsed.PHOTOS_PER_DAY,
  };
}

/**
 * Behind a proxy it is the proxy's, and where nobody else can come nobody needs it. A server on any free port is one of
 * several, and leaves the usual one to others.
 */
function securePortOf({ HTTPS_PORT, PORT, HOST, BEHIND_PROXY }: z.infer<typeof schema>): SecurePort | undefined {
  if (HTTPS_PORT === 'off' || BEHIND_PROXY === 'yes') return undefined;
  if (HTTPS_PORT === undefined && isOwn(HOST)) return undefined;
  return { port: HTTPS_PORT ?? (PORT === 0 ? 0 : USUAL_SECURE_PORT), isChosen: HTTPS_PORT !== undefined };
}

/** Whether a host to listen on is this machine's own, which nobody else reaches. */
export function isOwn(host: string): boolean {
  return host === 'localhost' || isLoopback(host);
}
