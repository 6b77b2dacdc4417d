/**
 * A power cut, as far as it can be shown without cutting power: a tracer notes every write and every sync of the server
 * and when it answers. At many points the disk is then made up anew from what was synced, with any part of what was not
 * (none, all, or single sectors of 512 bytes), and opened. What this cannot show is a disk that says it has synced and has
 * not; the same check over such a disk is made too, and has to find losses, or it could find nothing.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { coopFile } from '#server/store/sqlite/files.ts';
import { Random } from '../../helpers/random.ts';
import { Fleet, folderIn, onDisk } from './fleet.ts';
import { readTrace, RememberedFile, type TraceEvent } from './trace.ts';
import type { Proof } from '../prove.ts';

const TRACED = 'pwrite64,write,writev,fsync,fdatasync,ftruncate';

export async function powerCut(
  size: { readonly pushes: number; readonly cuts: number },
  dataDir: string,
): Promise<Proof> {
  const tracer = spawnSync('strace', ['-V'], { encoding: 'utf8' });
  if (tracer.status !== 0)
    return { checked: 1, failures: ['power cut: not shown, since strace is not here to tell what was synced'] };
  const fleet = await Fleet.found(folderIn(dataDir, 'data'), 2);
  const [device] = fleet.devices;
  if (device === undefined) throw new Error('a fleet has devices');
  await fleet.kill();
  const before = join(dataDir, 'before');
  cpSync(fleet.dataDir, before, { recursive: true });

  const trace = join(dataDir, 'trace');
  await fleet.start(['strace', '-D', '-y', '-xx', '-s', '2000000', '-e', `trace=${TRACED}`, '-o', trace]);
  const toldByAnswer: number[] = [];
  let answers = 0;
  device.heard = () => (answers += 1);
  for (let push = 0; push < size.pushes; push += 1) {
    await fleet.work(1, [device]);
    await fleet.trySync([device]);
    toldByAnswer[answers] = (await fleet.acknowledged()).filter((id) => fleet.saved.has(id)).length;
  }
  const saved = [...fleet.saved];
  await fleet.kill();
  const events = await readTrace(trace);
  const cut = new Cutter({ events, before, file: coopFile(before, fleet.coop), saved, toldByAnswer });
  const failures = cut.at(size.cuts, 'honest').map((text) => `power cut: ${text}`);
  const lying = cut.at(Math.min(size.cuts, 40), 'lying');
  if (lying.length === 0)
    failures.push('power cut: over a disk that never syncs nothing was found lost, so this proves nothing');
  console.log(
    `power cut: ${size.cuts} cuts among ${events.length} writes, syncs and answers of ${size.pushes} pushes; a disk that lies about syncing lost something ${lying.length} times of ${Math.min(size.cuts, 40)}`,
  );
  return { checked: size.cuts + 1, failures };
}

interface CutParts {
  readonly events: readonly TraceEvent[];
  /** The data directory before the traced server began. */
  readonly before: string;
  readonly file: string;
  /** In the order in which they were saved by the one device. */
  readonly saved: readonly string[];
  /** After so many answers, so many were known to be stored. */
  readonly toldByAnswer: readonly (number | undefined)[];
}

class Cutter {
  readonly #parts: CutParts;

  constructor(parts: CutParts) {
    this.#parts = parts;
  }

  /** What was lost or damaged, one line for each of so many cuts at which something was. */
  at(cuts: number, disk: 'honest' | 'lying'): readonly string[] {
    const { events, file } = this.#parts;
    const random = new Random(20_261_124);
    const points = Array.from({ length: cuts }, () => 1 + random.below(events.length)).sort(
      (left, right) => left - right,
    );
    const names = [file, `${file}-wal`].map((path) => path.slice(path.lastIndexOf('/') + 1));
    const files = new Map(names.map((name) => [name, new RememberedFile(join(file, '..', name), disk === 'honest')]));
    const failures: string[] = [];
    let [done, answers, told] = [0, 0, 0];
    for (const point of points) {
      for (; done < point; done += 1) {
        const event = events[done];
        if (event === undefined) break;
        if (event.kind === 'answer') {
          answers += 1;
          told = Math.max(told, this.#parts.toldByAnswer[answers] ?? 0);
        } else files.get(event.file)?.take(event);
      }
      const trouble = this.#look(files, { told, random });
      if (trouble !== undefined) failures.push(`after event ${point}: ${trouble}`);
    }
    return failures;
  }

  #look(
    files: ReadonlyMap<string, RememberedFile>,
    { told, random }: { readonly told: number; readonly random: Random },
  ): string | undefined {
    const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'so-mua-cut-'));
    try {
      const manner = random.pick(['none', 'all', 'sectors'] as const);
      for (const [name, remembered] of files) writeFileSync(join(folder, name), remembered.afterCut(manner, random));
      const [name = ''] = files.keys();
      const { problems, ids } = onDisk(join(folder, name));
      if (problems.length > 0) return `damaged (${manner} of the rest written): ${problems[0]}`;
      const lost = this.#parts.saved.slice(0, told).filter((id) => !ids.has(id));
      return lost.length === 0
        ? undefined
        : `${lost.length} of ${told} acknowledged operations are gone (${manner} of the rest written)`;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
