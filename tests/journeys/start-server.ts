/** The real server as a process of its own, as `npm start` runs it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export interface RunningServer {
  readonly port: number;
  readonly pid: number;
  readonly setupToken: string | undefined;
  /** What it printed. */
  readonly said: string;
  /** Ends it the hard way. */
  kill(): Promise<void>;
}

export async function startServer(options: {
  readonly dataDir: string;
  readonly port?: number;
  /** A PostgreSQL to keep everything in, instead of files. */
  readonly databaseUrl?: string;
  /** Another build of the app than the newest. */
  readonly appDir?: string;
  /** By how much its clock is ahead of this machine's, ms. */
  readonly aheadMs?: number;
  /** Settings beside these; without any it speaks to this machine alone, and without TLS. */
  readonly environment?: Readonly<Record<string, string>>;
  /** A program that runs it as its own process, such as a tracer. */
  readonly through?: readonly string[];
}): Promise<RunningServer> {
  const environment = {
    ...process.env,
    PORT: String(options.port ?? 0),
    HOST: '127.0.0.1',
    HTTPS_PORT: 'off',
    DATA_DIR: options.dataDir,
    ...(options.databaseUrl === undefined ? {} : { DATABASE_URL: options.databaseUrl }),
    ...(options.appDir === undefined ? {} : { APP_DIR: options.appDir }),
    ...options.environment,
  };
  const [program = process.execPath, ...before] = options.through ?? [];
  const args = options.through === undefined ? [] : [...before, process.execPath];
  const clock = options.aheadMs === undefined ? [] : ['--import', clockAhead(options.aheadMs)];
  const child: ChildProcess = spawn(program, [...args, ...clock, 'dist/server.js'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  const { stdout } = child;
  if (stdout === null) throw new Error('the server prints its address');
  for await (const chunk of stdout) {
    said += String(chunk);
    if (/localhost:\d+[^\n]*\n$/.test(said) || said.endsWith('\n')) break;
  }
  const port = Number(/localhost:(\d+)/.exec(said)?.[1]);
  await ready(port);
  return {
    port,
    pid: child.pid ?? 0,
    said,
    setupToken: /thiet-lap#([0-9a-f]{32})/.exec(said)?.[1],
    async kill() {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

/** Loaded before the server: another clock for the whole process, of which the product knows nothing. */
function clockAhead(aheadMs: number): string {
  const code = `const Real = Date;
    globalThis.Date = class extends Real {
      constructor(...parts) { super(...(parts.length === 0 ? [Real.now() + ${aheadMs}] : parts)); }
      static now() { return Real.now() + ${aheadMs}; }
    };`;
  return `data:text/javascript,${encodeURIComponent(code)}`;
}

async function ready(port: number): Promise<void> {
  const response = await fetch(`http://localhost:${port}/health`);
  if (!response.ok) throw new Error('the server is not ready');
}
