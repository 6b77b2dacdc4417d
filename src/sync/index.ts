/** The front door of the sync. */
export {
  exchange,
  Pace,
  syncUntilComplete,
  type ExchangeOptions,
  type ExchangeOutcome,
  type SyncOptions,
} from './exchange.ts';
export { provenHeader, type RequestKey, type RequestKeys } from './request-key.ts';
export type { Transport } from './transport.ts';
export { startSyncLoop, type SyncLoop, type SyncReason, type SyncStatus } from './schedule.ts';
export type { SyncLock } from './lock.ts';
