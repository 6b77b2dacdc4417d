/** The process: app and sync server on one port; with a command in its arguments, what an operator does. */
import { Fault } from '#kernel/result.ts';
import { registry } from '#modules/registry.ts';
import { oldestOf } from './admin/backup-age.ts';
import { faultSaid, runCommand } from './admin/commands.ts';
import { isOwn, readConfig } from './config.ts';
import { openKeeping, type Keeping } from './keeping.ts';
import { localNames, reachableOf } from './lan/names.ts';
import { Network } from './lan/network.ts';
import { inAddress } from './lan/plain-http.ts';
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
  const network = await Network.prepare(config);
  const { store } = keeping;
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
    backedUpAt: async () => oldestOf(await keeping.backups()),
    plainHttp: network,
    admin: {
      store,
      backups: keeping.backups,
      complaint: keeping.complaint,
      dataDir: config.dataDir,
      startedAt: Date.now(),
      token: config.adminToken,
    },
    photos: { store: store.photos, perDay: photosPerDay },
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      setTimeout(() => process.exit(1), LONGEST_END_MS).unref();
      server
        .end()
        .then(() => network?.end())
        .then(() => keeping.end())
        .then(
          () => process.exit(0),
          () => process.exit(1),
        );
    });
  }
  await network?.listen(server, console.error);
  await server.http.listen({ port: config.port, host: config.host });
  await announce(server, keeping, network);
  keeping.begin();
}

async function announce(
  { http, enrolment }: SoMuaServer,
  keeping: Keeping,
  network: Network | undefined,
): Promise<void> {
  const address = http.server.address();
  const actualPort = typeof address === 'object' && address !== null ? address.port : config.port;
  network?.opened(actualPort);
  const others = isOwn(config.host) ? [] : reachableOf(localNames());
  const lines = [
    `Sổ Mùa: http://localhost:${actualPort}`,
    ...(network?.lines ?? others.map((host) => `        http://${inAddress(host)}:${actualPort}`)),
  ];
  if ((await keeping.store.catalogue.countCoops()) === 0) {
    lines.push(`One-time set-up link: http://localhost:${actualPort}/thiet-lap#${await enrolment.makeSetupToken()}`);
  }
  const complaint = await keeping.complaint();
  if (complaint !== undefined) lines.push(complaint.text);
  console.log(lines.join('\n'));
}
