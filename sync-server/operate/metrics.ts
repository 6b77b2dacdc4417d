/** What Prometheus reads: counts and times, and never whose they are. */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Arrival } from '../sync/receive.ts';

const MINUTE = 60;
const DAY = 86_400;

export interface MetricsParts {
  readonly countCoops: () => Promise<number>;
  /** When the oldest of the newest verified backups was made, ms since 1970; undefined where backups are not ours. */
  readonly backedUpAt: (() => Promise<number | undefined>) | undefined;
  readonly now: () => number;
}

export class Metrics {
  readonly #registry = new Registry();
  readonly #requests: Counter<'code'>;
  readonly #seconds: Histogram;
  readonly #bytes: Counter<'way'>;
  readonly #operations: Counter<'fate'>;
  readonly #lag: Histogram;

  constructor({ countCoops, backedUpAt, now }: MetricsParts) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#requests = new Counter({
      name: 'somua_sync_requests_total',
      help: 'Sync requests by what became of them: ok, or the error code that the device got.',
      labelNames: ['code'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'somua_sync_seconds',
      help: 'How long a sync request took, from its body to its answer.',
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    });
    this.#bytes = new Counter({
      name: 'somua_sync_bytes_total',
      help: 'Bytes of sync bodies before compression, in and out.',
      labelNames: ['way'],
      registers,
    });
    this.#operations = new Counter({
      name: 'somua_operations_total',
      help: 'Operations that arrived for the first time: stored, or the reason for which people have to look.',
      labelNames: ['fate'],
      registers,
    });
    this.#lag = new Histogram({
      name: 'somua_sync_lag_seconds',
      help: 'How long before its arrival an operation was written, by its own clock.',
      buckets: [MINUTE, 10 * MINUTE, 60 * MINUTE, 6 * 60 * MINUTE, DAY, 3 * DAY, 7 * DAY, 30 * DAY, 90 * DAY],
      registers,
    });
    new Gauge({
      name: 'somua_coops',
      help: 'Co-ops on this server.',
      registers,
      async collect() {
        this.set(await countCoops());
      },
    });
    if (backedUpAt !== undefined)
      new Gauge({
        name: 'somua_backup_age_seconds',
        help: 'Age of the oldest of the newest verified backups of every co-op; -1 where one has none.',
        registers,
        async collect() {
          const at = await backedUpAt();
          this.set(at === undefined ? -1 : Math.max(0, (now() - at) / 1_000));
        },
      });
  }

  /** `code`: `ok` or the error's. */
  handled(request: {
    readonly code: string;
    readonly seconds: number;
    readonly bytesIn: number;
    readonly bytesOut: number;
  }): void {
    this.#requests.inc({ code: request.code });
    this.#seconds.observe(request.seconds);
    this.#bytes.inc({ way: 'in' }, request.bytesIn);
    this.#bytes.inc({ way: 'out' }, request.bytesOut);
  }

  arrived(arrivals: readonly Arrival[]): void {
    for (const { reason, lagMs } of arrivals) {
      this.#operations.inc({ fate: reason ?? 'stored' });
      this.#lag.observe(Math.max(0, lagMs) / 1_000);
    }
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  async text(): Promise<string> {
    return this.#registry.metrics();
  }
}
