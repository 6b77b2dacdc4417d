/**
 * What processes have used, by the system's own accounts (Linux). The time that a processor has worked for them is nearly
 * the same on a busy machine and on a quiet one, which the time on the wall is not.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface Usage {
  /** Of processors, ms. */
  readonly cpuMs: number;
  /** Handed to the disk, bytes. */
  readonly written: number;
}

/** Of the processes, their children, and those of their children that have ended. */
export function usageOf(pids: readonly number[]): Usage {
  const all = [...pids, ...pids.flatMap(childrenOf)];
  return {
    cpuMs: sum(all.map((pid) => cpuMsOf(pid, pids.includes(pid)))),
    written: sum(all.map((pid) => numberIn(`/proc/${pid}/io`, /^write_bytes: (\d+)/m))),
  };
}

export function usedBetween(before: Usage, after: Usage): Usage {
  return { cpuMs: after.cpuMs - before.cpuMs, written: after.written - before.written };
}

/** Of the processes and their children, MiB; what several share is counted once. */
export function memoryMib(pids: readonly number[]): number {
  const all = [...pids, ...pids.flatMap(childrenOf)];
  return sum(all.map((pid) => numberIn(`/proc/${pid}/smaps_rollup`, /^Pss:\s+(\d+) kB/m))) / 1024;
}

/** Of all files in the folder, bytes. */
export function folderBytes(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return sum(files.map((entry) => statSync(join(entry.parentPath, entry.name)).size));
}

/** Linux counts in hundredths of a second. */
const TICK_MS = 10;

function cpuMsOf(pid: number, withEnded: boolean): number {
  const stat = readOr(`/proc/${pid}/stat`);
  // The name, in parentheses, may have blanks in it; utime, stime, cutime and cstime are the 12th to 15th after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return sum(fields.slice(11, withEnded ? 15 : 13).map(Number)) * TICK_MS;
}

function childrenOf(pid: number): readonly number[] {
  return readOr(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
}

function numberIn(file: string, pattern: RegExp): number {
  return Number(pattern.exec(readOr(file))?.[1] ?? 0);
}

/** A process may end between two looks. */
function readOr(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
