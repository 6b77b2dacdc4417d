/** An answer of the server as the local database takes it in. */
import type { QuarantineReason } from '#kernel/module.ts';
import type { RowState } from '#protocol/row-state.ts';

/**
 * 0: as far as marks tell; 1: compared operation by operation; 2: chain or seal broken; 3: the server has the branch under
 * its own name. From 1 on nothing of it was stored.
 */
export type LogStateForm = 0 | 1 | 2 | 3;

export interface RemoteAnswer {
  /** Server time minus device time, ms. */
  readonly clockOffset: number;
  readonly stored: readonly {
    readonly writer: string;
    readonly firstN: number;
    readonly count: number;
    readonly firstSeq: number;
  }[];
  readonly quarantined: readonly {
    readonly writer: string;
    readonly n: number;
    readonly seq: number;
    readonly reason: QuarantineReason | 'dismissed';
  }[];
  readonly logs: readonly {
    readonly writer: string;
    /** What the server has of the log, and the first 8 bytes of its hash there. */
    readonly n: number;
    readonly hash: string;
    /** Up to here both sides are known to have the same. */
    readonly common: number;
    readonly form: LogStateForm;
  }[];
  /** `known`: the answer goes on from the cursor; `unknown`: receipts are asked for; `receipt`: go back to `cursor`. */
  readonly place: 'known' | 'unknown' | 'receipt';
  readonly rows: readonly RowState[];
  readonly cursor: { readonly seq: number; readonly chain: string };
  readonly hasMore: boolean;
  readonly head: { readonly seq: number; readonly chain: string };
  readonly filling: { readonly rows: readonly RowState[]; readonly seq: number; readonly hasMore: boolean } | undefined;
  readonly refetched: { readonly rows: readonly RowState[]; readonly unknown: readonly string[] } | undefined;
  readonly granted: { readonly grants: readonly string[]; readonly firstYear: number } | undefined;
  readonly safeSeq: number;
}
