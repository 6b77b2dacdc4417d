/**
 * What is rare in life, and loaded when it is met: a server or a device that was put back, a copied device, grants that
 * were taken away, an upgrade that knows more, the weekly scrub. The whole shell is kept on the device, so it is there without a network too.
 */
import { adoptUnknown } from './adopt-unknown.ts';
import { dropUnknown } from './drop-unknown.ts';
import { forkLog } from './fork.ts';
import { leave } from './leave.ts';
import { markLost, rewind } from './rewind.ts';
import { finishHealing, sumsAt, takeDiffering } from './scrub-rows.ts';
import { settleLogs } from './settle-logs.ts';

export const rarePaths = {
  adoptUnknown,
  dropUnknown,
  finishHealing,
  forkLog,
  leave,
  markLost,
  rewind,
  settleLogs,
  sumsAt,
  takeDiffering,
};
export type RarePaths = typeof rarePaths;
