/**
 * PostgreSQL under Patroni with etcd, as processes of our own on one machine: three database nodes with synchronous
 * replication, so that what was acknowledged is on two of them, always: with none left to follow, the primary waits
 * (`synchronous_mode_strict`), and devices save meanwhile. A node that is killed loses its database server and its
 * Patroni at once, as a machine that goes dark.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod/mini';
import { required } from '#kernel/result.ts';
import { freePort, postgresBin } from '../../helpers/postgres.ts';

const NODES = 3;
const LONGEST_MS = 120_000;
const PACKAGES = ['patroni', 'etcd-server', 'postgresql'];

interface Node {
  readonly name: string;
  readonly port: number;
  readonly restPort: number;
  readonly dataDir: string;
  readonly config: string;
  patroni: ChildProcess | undefined;
}

const clusterSchema = z.object({
  members: z.array(z.object({ name: z.string(), role: z.string(), state: z.string() })),
});

export class HaCluster {
  readonly #folder = mkdtempSync(join(tmpdir(), 'so-mua-ha-'));
  readonly #nodes: Node[] = [];
  #etcd: ChildProcess | undefined;

  /** Installs what is missing where that can be done, and waits for a primary with a synchronous standby. */
  static async start(): Promise<HaCluster> {
    install();
    const cluster = new HaCluster();
    try {
      await cluster.#begin();
    } catch (cause) {
      await cluster.stop();
      throw cause;
    }
    return cluster;
  }

  /** For every node, with the driver looking for the one that can be written to. */
  get databaseUrl(): string {
    const hosts = this.#nodes.map(({ port }) => `127.0.0.1:${port}`).join(',');
    return `postgres://somua@${hosts}/somua`;
  }

  /** Ends the primary's machine, and gives its name. */
  async killPrimary(): Promise<string> {
    const primary = await this.#primary();
    primary.patroni?.kill('SIGKILL');
    killPatroniOf(primary);
    const [pid = ''] = readFileSync(join(primary.dataDir, 'postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), 'SIGKILL');
    primary.patroni = undefined;
    return primary.name;
  }

  /** The machine comes back: its database follows the new primary. */
  async startAgain(name: string): Promise<void> {
    this.#startNode(
      required(
        this.#nodes.find((node) => node.name === name),
        name,
      ),
    );
    await this.#isWhole(NODES);
  }

  async stop(): Promise<void> {
    for (const node of this.#nodes) {
      node.patroni?.kill('SIGKILL');
      killPatroniOf(node);
      const file = join(node.dataDir, 'postmaster.pid');
      if (!existsSync(file)) continue;
      const [pid = ''] = readFileSync(file, 'utf8').split('\n');
      spawnSync('kill', ['-9', pid]);
    }
    this.#etcd?.kill('SIGKILL');
    await sleep(500);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #begin(): Promise<void> {
    chmodSync(this.#folder, 0o777);
    const [client, peer] = [await freePort(), await freePort()];
    const [clientUrl, peerUrl] = [`http://127.0.0.1:${client}`, `http://127.0.0.1:${peer}`];
    const options = {
      name: 'e',
      'data-dir': join(this.#folder, 'etcd'),
      'listen-client-urls': clientUrl,
      'advertise-client-urls': clientUrl,
      'listen-peer-urls': peerUrl,
      'initial-advertise-peer-urls': peerUrl,
      'initial-cluster': `e=${peerUrl}`,
    };
    this.#etcd = this.#spawn(
      'etcd',
      Object.entries(options).map(([name, value]) => `--${name}=${value}`),
    );
    for (let index = 1; index <= NODES; index += 1) {
      const node: Node = {
        name: `n${index}`,
        port: await freePort(),
        restPort: await freePort(),
        dataDir: join(this.#folder, `n${index}`),
        config: join(this.#folder, `n${index}.json`),
        patroni: undefined,
      };
      // JSON is YAML.
      writeFileSync(node.config, JSON.stringify(configOf(node, { folder: this.#folder, etcdPort: client })));
      this.#nodes.push(node);
      this.#startNode(node);
    }
    await this.#isWhole(NODES);
    const primary = await this.#primary();
    for (const sql of ['CREATE ROLE somua LOGIN', 'CREATE DATABASE somua OWNER somua']) {
      const psql = join(postgresBin(), 'psql');
      const { status, stderr } = spawnSync(
        psql,
        ['-h', '127.0.0.1', '-p', String(primary.port), '-U', 'postgres', '-c', sql],
        { encoding: 'utf8' },
      );
      if (status !== 0) throw new Error(stderr);
    }
  }

  #startNode(node: Node): void {
    mkdirSync(node.dataDir, { recursive: true, mode: 0o700 });
    spawnSync('chown', ['postgres', node.dataDir]);
    node.patroni = this.#spawn('patroni', [node.config]);
  }

  #spawn(command: string, args: readonly string[]): ChildProcess {
    const isRoot = process.getuid?.() === 0;
    const log = join(this.#folder, `${command}-${Date.now()}.log`);
    const line = [command, ...args].map((part) => `'${part}'`).join(' ');
    const [program, all] = isRoot
      ? ['runuser', ['-u', 'postgres', '--', 'sh', '-c', `exec ${line} > '${log}' 2>&1`]]
      : ['sh', ['-c', `exec ${line} > '${log}' 2>&1`]];
    return spawn(program, all, { stdio: 'ignore', cwd: this.#folder });
  }

  async #primary(): Promise<Node> {
    for (const node of this.#nodes) {
      if (node.patroni === undefined) continue;
      const status = await fetch(`http://127.0.0.1:${node.restPort}/primary`).then(
        (answer) => answer.status,
        () => 0,
      );
      if (status === 200) return node;
    }
    throw new Error('there is no primary');
  }

  /** So many members run, and one of them is a synchronous standby. */
  async #isWhole(members: number): Promise<void> {
    const until = Date.now() + LONGEST_MS;
    let seen = '';
    while (Date.now() < until) {
      for (const { restPort, patroni } of this.#nodes) {
        if (patroni === undefined) continue;
        try {
          const answer = await fetch(`http://127.0.0.1:${restPort}/cluster`);
          const found = clusterSchema.parse(await answer.json());
          seen = JSON.stringify(found.members);
          const running = found.members.filter(({ state }) => state === 'running' || state === 'streaming');
          const has = (role: string): boolean => running.some((member) => member.role === role);
          if (running.length >= members && has('leader') && has('sync_standby')) return;
        } catch {
          // Not up yet: asked again.
        }
      }
      await sleep(500);
    }
    throw new Error(`the database did not become whole: ${seen}`);
  }
}

function configOf(node: Node, at: { readonly folder: string; readonly etcdPort: number }) {
  const person = (username: string) => ({ username, password: 'only-on-this-machine' });
  return {
    scope: 'somua',
    name: node.name,
    restapi: { listen: `127.0.0.1:${node.restPort}`, connect_address: `127.0.0.1:${node.restPort}` },
    etcd3: { host: `127.0.0.1:${at.etcdPort}` },
    bootstrap: {
      dcs: {
        ttl: 20,
        loop_wait: 2,
        retry_timeout: 5,
        // Nothing is acknowledged that is on the primary alone, while another one follows.
        synchronous_mode: true,
        synchronous_mode_strict: true,
        postgresql: { use_pg_rewind: true, parameters: { max_connections: 100, wal_log_hints: 'on' } },
      },
      initdb: [{ encoding: 'UTF8' }, { locale: 'C.UTF-8' }],
      pg_hba: ['host all all 127.0.0.1/32 trust', 'host replication all 127.0.0.1/32 trust'],
    },
    postgresql: {
      listen: `127.0.0.1:${node.port}`,
      connect_address: `127.0.0.1:${node.port}`,
      data_dir: node.dataDir,
      bin_dir: postgresBin(),
      pgpass: join(at.folder, `${node.name}.pgpass`),
      pg_hba: ['host all all 127.0.0.1/32 trust', 'host replication all 127.0.0.1/32 trust'],
      authentication: { superuser: person('postgres'), replication: person('replicator'), rewind: person('rewinder') },
      parameters: { unix_socket_directories: at.folder },
    },
  };
}

/** `runuser` is what we have started; Patroni is its child. */
function killPatroniOf({ config }: Node): void {
  spawnSync('pkill', ['-9', '-f', config]);
}

function install(): void {
  const isThere = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
  if (isThere('patroni') && isThere('etcd')) return;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update'], { env, stdio: 'ignore' });
  spawnSync('apt-get', ['install', '-y', '--no-install-recommends', ...PACKAGES], { env, stdio: 'ignore' });
  if (!isThere('patroni') || !isThere('etcd')) throw new Error('Install patroni and etcd-server (Debian) first');
}
