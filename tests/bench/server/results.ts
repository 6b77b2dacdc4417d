/** What the parts of the bench give, which is also what the docs keep of them. */
import * as z from 'zod/mini';

export const provinceResultSchema = z.object({
  name: z.string(),
  processes: z.number(),
  requests: z.number(),
  slips: z.number(),
  errors: z.number(),
  requestsPerSecond: z.number(),
  p50Ms: z.number(),
  p99Ms: z.number(),
  /** Of processors, for one request, ms. */
  serverCpuMs: z.number(),
  databaseCpuMs: z.number(),
  /** Handed to the disk for one request, by servers and database, bytes. */
  writtenBytes: z.number(),
  /** At the end, MiB. */
  serverMib: z.number(),
  databaseMib: z.number(),
});
export type ProvinceResult = Readonly<z.infer<typeof provinceResultSchema>>;

export const growthResultSchema = z.object({
  store: z.enum(['SQLite', 'PostgreSQL']),
  operations: z.number(),
  /** Of server and database, for one slip sent alone, ms: the middle of all turns. */
  cpuMs: z.number(),
  p50Ms: z.number(),
  /** Taken on the disk by one operation, bytes, with everything that is derived from it. */
  storedBytes: z.number(),
  serverMib: z.number(),
});
export type GrowthResult = Readonly<z.infer<typeof growthResultSchema>>;
