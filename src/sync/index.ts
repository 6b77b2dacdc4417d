/** The front door of the sync. */
export { exchange, syncUntilComplete, type ExchangeOptions, type ExchangeOutcome } from './exchange.ts';
export type { Transport } from './transport.ts';
export { startSyncLoop, type SyncLoop, type SyncStatus } from './schedule.ts';
export type { SyncLock } from './lock.ts';
