/** The process: app and sync server on one port; with a command in its arguments, what an operator does. */
import { networkInterfaces } from 'node:os';
import { Fault } from '#kernel/result.ts';
import { registry } from '#modules/registry.ts';
import { faultSaid, runCommand } from './admin/commands.ts';
import { readConfig } from './config.ts';
import { openKeeping, type Keeping } from './keeping.ts';
import { createServer, type SoMuaServer } from './server.ts';

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

/** Whoever is in the middle of a request by then comes again. */
const LONGEST_END_MS = 20_000;

/** Until the process is told to end. */
async function serve(): Promise<void> {
  const keeping = await openKeeping(config);
  const { store, backedUpAt } = keeping;
  const { appDir, logLevel, metricsToken, isBehindProxy = false, photosPerDay } = config;
  const server = createServer({
    store,
    registry,
    now: Date.now,
    appDir,
    onBug: console.error,
    logLevel,
    metricsToken,
    isBehindProxy,
    backedUpAt,
    photos: { store: store.photos, perDay: photosPerDay },
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      setTimeout(() => process.exit(1), LONGEST_END_MS).unref();
      server
        .end()
        .then(() => keeping.end())
        .then(
          () => process.exit(0),
          () => process.exit(1),
        );
    });
  }
  await server.http.listen({ port: config.port, host: config.host });
  await announce(server, keeping);
  keeping.begin();
}

async function announce({ http, enrolment }: SoMuaServer, { store, complaint }: Keeping): Promise<void> {
  const address = http.server.address();
  const actualPort = typeof address === 'object' && address !== null ? address.port : config.port;
  const lines = [`Sổ Mùa: http://localhost:${actualPort}`];
  for (const addresses of Object.values(networkInterfaces())) {
    for (const each of addresses ?? []) {
      if (each.family === 'IPv4' && !each.internal) lines.push(`        http://${each.address}:${actualPort}`);
    }
  }
  if ((await store.catalogue.coops()).length === 0) {
    lines.push(`One-time set-up link: http://localhost:${actualPort}/thiet-lap#${await enrolment.makeSetupToken()}`);
  }
  if (complaint !== undefined) lines.push(complaint);
  console.log(lines.join('\n'));
}
