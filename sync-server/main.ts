/** The process: app and sync server on one port; with a command in its arguments, what an operator does. */
import { networkInterfaces } from 'node:os';
import { Fault } from '#kernel/result.ts';
import { registry } from '#modules/registry.ts';
import { faultSaid, runCommand } from './admin/commands.ts';
import { complaintNow, startDailyBackup } from './admin/daily-backup.ts';
import { readConfig, type Config } from './config.ts';
import { createServer, type SoMuaServer } from './server.ts';
import { lockDataDir } from './store/sqlite/data-dir-lock.ts';
import { openSqliteStore } from './store/sqlite/sqlite-store.ts';
import type { EmbeddedStore } from './store/store.ts';

const config = readConfig(process.env);
const command = process.argv.slice(2);
if (command.length === 0) {
  await serve().catch((cause: unknown) => {
    if (!(cause instanceof Fault)) throw cause;
    console.error(faultSaid(cause));
    process.exitCode = 1;
  });
} else
  process.exitCode = await runCommand(command, { config, now: () => new Date(), say: (line) => console.log(line) });

/** Until the process is told to end. Fault `server.running` when another one works on the data directory. */
async function serve(): Promise<void> {
  const lock = lockDataDir(config.dataDir);
  const store = openSqliteStore({ dataDir: config.dataDir });
  const server = createServer({ store, registry, now: Date.now, appDir: config.appDir, onBug: console.error });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      server.http.close().then(
        () => {
          store.close();
          lock.release();
          process.exit(0);
        },
        () => process.exit(1),
      );
    });
  }
  await server.http.listen({ port: config.port, host: config.host });
  await announce(config, server, store);
  startDailyBackup(config, store.catalogue);
}

async function announce(config: Config, { http, enrolment }: SoMuaServer, store: EmbeddedStore): Promise<void> {
  const address = http.server.address();
  const actualPort = typeof address === 'object' && address !== null ? address.port : config.port;
  const lines = [`Sổ Mùa: http://localhost:${actualPort}`];
  for (const addresses of Object.values(networkInterfaces())) {
    for (const each of addresses ?? []) {
      if (each.family === 'IPv4' && !each.internal) lines.push(`        http://${each.address}:${actualPort}`);
    }
  }
  if (store.catalogue.coops().length === 0) {
    lines.push(`One-time set-up link: http://localhost:${actualPort}/thiet-lap#${await enrolment.makeSetupToken()}`);
  }
  const complaint = complaintNow(config, store.catalogue, Date.now());
  if (complaint !== undefined) lines.push(complaint);
  console.log(lines.join('\n'));
}
