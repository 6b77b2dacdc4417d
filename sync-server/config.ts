/** The environment, read once. */
import * as z from 'zod';

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
  };
}
