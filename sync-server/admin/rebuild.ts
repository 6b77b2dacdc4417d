/** Folds a co-op's rows anew from its log, after a copy of the file was put aside. */
import { existsSync } from 'node:fs';
import { registry } from '#modules/registry.ts';
import { lockDataDir } from '../store/sqlite/data-dir-lock.ts';
import { coopFile, copyOnline } from '../store/sqlite/files.ts';
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts';
import { rebuildRows } from '../sync/rebuild.ts';
import { rulesOf } from '../sync/rules.ts';
import { stampOf } from './backup.ts';

export interface RebuildJob {
  readonly dataDir: string;
  readonly coop: string;
  readonly now: Date;
  readonly say: (line: string) => void;
}

/** True when it was done. Fault `server.running` while a server works on the data directory. */
export async function rebuild({ dataDir, coop, now, say }: RebuildJob): Promise<boolean> {
  const file = coopFile(dataDir, coop);
  if (!existsSync(file)) {
    say(`No co-op ${coop} here.`);
    return false;
  }
  const lock = lockDataDir(dataDir);
  const store = openSqliteStore({ dataDir });
  try {
    const aside = `${file}.before-rebuild-${stampOf(now)}`;
    await copyOnline(file, aside);
    const steps = store.write(coop, (writer) => rebuildRows({ rules: rulesOf(registry), writer }));
    say(`${coop}: the rows were folded anew from ${steps} steps of the log. The file as it was lies in ${aside}.`);
    say('Devices take up what has changed by it at their next scrub, within a week.');
    return true;
  } finally {
    store.close();
    lock.release();
  }
}
