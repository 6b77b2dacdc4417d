/** The process: app and sync server on one port. */
import { networkInterfaces } from 'node:os';
import { registry } from '#modules/registry.ts';
import { readConfig, type Config } from './config.ts';
import { createServer, type SoMuaServer } from './server.ts';
import { openSqliteStore } from './store/sqlite/sqlite-store.ts';

const config = readConfig(process.env);
const store = openSqliteStore({ dataDir: config.dataDir });
const server = createServer({ store, registry, now: Date.now, appDir: config.appDir, onBug: console.error });

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.http.close().then(
      () => {
        store.close();
        process.exit(0);
      },
      () => process.exit(1),
    );
  });
}

await server.http.listen({ port: config.port, host: config.host });
announce(config, server);

function announce({ port }: Config, { http, enrolment }: SoMuaServer): void {
  const address = http.server.address();
  const actualPort = typeof address === 'object' && address !== null ? address.port : port;
  const lines = [`Sổ Mùa: http://localhost:${actualPort}`];
  for (const addresses of Object.values(networkInterfaces())) {
    for (const each of addresses ?? []) {
      if (each.family === 'IPv4' && !each.internal) lines.push(`        http://${each.address}:${actualPort}`);
    }
  }
  if (store.catalogue.coops().length === 0) {
    lines.push(`One-time set-up link: http://localhost:${actualPort}/thiet-lap#${enrolment.makeSetupToken()}`);
  }
  console.log(lines.join('\n'));
}
