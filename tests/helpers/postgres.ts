/** A PostgreSQL of the test's own: Debian's server, a data folder that goes with it, nothing shared with the machine's. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DEBIAN = '/usr/lib/postgresql';
/** A test may lose what a power cut would take; what is proved of durability is proved with `isDurable`. */
const FAST = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off'];

export interface Cluster {
  readonly port: number;
  /** Of its first process, whose children the others are. */
  readonly pid: number;
  /** An empty database of its own, for a user who owns it and is no superuser. */
  newDatabase(): string;
  /** What autovacuum does sooner or later: dead rows are gone, and the planner knows how many there are. */
  vacuum(databaseUrl: string): void;
  stop(): void;
}

export async function startCluster(options: { readonly isDurable?: boolean } = {}): Promise<Cluster> {
  const bin = postgresBin();
  const folder = mkdtempSync(join(tmpdir(), 'so-mua-pg-'));
  chmodSync(folder, 0o777);
  const data = join(folder, 'data');
  const port = await freePort();
  run([
    join(bin, 'initdb'),
    '-D',
    data,
    '-U',
    'postgres',
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C.UTF-8',
    '--no-sync',
  ]);
  const settings = [
    `port=${port}`,
    `unix_socket_directories=${folder}`,
    'listen_addresses=127.0.0.1',
    'max_connections=200',
    ...(options.isDurable === true ? [] : FAST),
  ];
  const flags = settings.map((setting) => `-c ${setting}`).join(' ');
  run([join(bin, 'pg_ctl'), '-D', data, '-w', '-s', '-l', join(folder, 'log'), '-o', flags, 'start']);
  const ask = (sql: string, database = 'postgres'): void => {
    run([join(bin, 'psql'), '-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', '-q', '-c', sql, database]);
  };
  ask('CREATE ROLE somua LOGIN');
  let databases = 0;
  return {
    port,
    pid: Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]),
    newDatabase() {
      databases += 1;
      ask(`CREATE DATABASE test_${databases} OWNER somua`);
      return `postgres://somua@127.0.0.1:${port}/test_${databases}`;
    },
    vacuum(databaseUrl) {
      ask('VACUUM (ANALYZE)', new URL(databaseUrl).pathname.slice(1));
    },
    stop() {
      run([join(bin, 'pg_ctl'), '-D', data, '-m', 'immediate', '-s', 'stop']);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** As the user `postgres` where we are root: the server refuses to run as root. */
function run([command = '', ...parts]: readonly string[]): void {
  const isRoot = process.getuid?.() === 0;
  const [program, args] = isRoot ? ['runuser', ['-u', 'postgres', '--', command, ...parts]] : [command, parts];
  execFileSync(program, args, { cwd: tmpdir(), stdio: ['ignore', 'ignore', 'pipe'] });
}

/** The newest that is installed; `npm test` installs one where there is none. */
export function postgresBin(): string {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((left, right) => Number(right) - Number(left)) : [];
  const found = versions.map((version) => join(DEBIAN, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
  if (found !== undefined) return found;
  const which = spawnSync('sh', ['-c', 'command -v initdb'], { encoding: 'utf8' }).stdout.trim();
  if (which === '') throw new Error('There is no PostgreSQL server here: npm test installs one');
  return join(which, '..');
}

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject()));
    });
  });
}
