/** The environment, read once. */
import * as z from 'zod';
import { LOG_LEVELS, type LogLevel } from './server.ts';

const schema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  HOST: z.string().default('0.0.0.0'),
  DATA_DIR: z.string().min(1).default('data'),
  APP_DIR: z.string().min(1).default('dist/app'),
  BACKUP_DIR: z.string().min(1).optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//)
    .optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS).optional(),
  METRICS_TOKEN: z.string().min(16).optional(),
  PHOTOS_PER_DAY: z.coerce.number().int().min(0).default(2_000),
  BEHIND_PROXY: z.enum(['yes', 'no']).default('no'),
});

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly appDir: string;
  /** Where the daily backup goes; absent: there is none. */
  readonly backupDir: string | undefined;
  /** A PostgreSQL to keep everything in; absent: SQLite files in the data directory. */
  readonly databaseUrl: string | undefined;
  /** Absent: no log but what is wrong with the server itself. */
  readonly logLevel?: LogLevel | undefined;
  readonly metricsToken?: string | undefined;
  readonly isBehindProxy?: boolean;
  /** How many photos of a co-op may be begun a day. */
  readonly photosPerDay?: number;
}

/** Throws with the name of the variable when the environment makes no sense. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const parsed = schema.parse(environment);
  return {
    port: parsed.PORT,
    host: parsed.HOST,
    dataDir: parsed.DATA_DIR,
    appDir: parsed.APP_DIR,
    backupDir: parsed.BACKUP_DIR,
    databaseUrl: parsed.DATABASE_URL,
    logLevel: parsed.LOG_LEVEL,
    metricsToken: parsed.METRICS_TOKEN,
    isBehindProxy: parsed.BEHIND_PROXY === 'yes',
    photosPerDay: parsed.PHOTOS_PER_DAY,
  };
}
