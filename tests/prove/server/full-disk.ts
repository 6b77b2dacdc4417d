/**
 * A file system of two megabytes: when it is full, pushes are refused as such, pulls are still answered, nothing is stored
 * by halves, also through a kill and a start; when there is room again the devices bring the rest by themselves.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Peer } from '../peer.ts';
import { Fleet } from './fleet.ts';
import type { Proof } from '../prove.ts';

const MOST_ROUNDS = 200;

export async function fullDisk(dataDir: string): Promise<Proof> {
  const place = join(dataDir, 'small');
  mkdirSync(place);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', place], { encoding: 'utf8' });
  if (mounted.status !== 0) {
    const why = mounted.error?.message ?? mounted.stderr.trim();
    return { checked: 1, failures: [`disk full: no small file system could be mounted (${why}); run this as root`] };
  }
  try {
    return await fill(place);
  } finally {
    spawnSync('umount', [place]);
  }
}

async function fill(place: string): Promise<Proof> {
  const failures: string[] = [];
  const fleet = await Fleet.found(place, 3);
  const [reader, ...writers] = fleet.devices;
  const statuses = heardBy(fleet.devices);
  for (let round = 0; round < MOST_ROUNDS && !statuses.includes(507); round += 1) {
    await fleet.work(20, writers);
    await fleet.trySync(writers);
  }
  if (!statuses.includes(507)) failures.push('disk full: it never was');
  for (const lost of await fleet.lostFromDisk()) failures.push(`disk full: ${lost}`);
  if (reader === undefined || !(await fleet.trySync([reader]))) failures.push('disk full: a pull was not answered');
  if (await fleet.trySync(writers)) failures.push('disk full: a push was taken for which there is no room');
  await fleet.kill();
  await fleet.start();
  for (const lost of await fleet.lostFromDisk()) failures.push(`disk full, started again: ${lost}`);
  if (reader === undefined || !(await fleet.trySync([reader])))
    failures.push('disk full, started again: a pull was not answered');
  const strange = statuses.filter((status) => status !== 200 && status !== 507);
  if (strange.length > 0) failures.push(`disk full: answered by status ${[...new Set(strange)].join(', ')}`);
  spawnSync('mount', ['-o', 'remount,size=64m', place]);
  for (const wrong of await fleet.whatIsWrong()) failures.push(`disk with room again: ${wrong}`);
  await fleet.kill();
  const refused = statuses.filter((status) => status === 507).length;
  console.log(`disk full: ${refused} pushes refused by 507, then all ${fleet.saved.size} operations are there`);
  return { checked: 5, failures };
}

function heardBy(devices: readonly Peer[]): readonly number[] {
  const statuses: number[] = [];
  for (const device of devices) device.heard = (status) => statuses.push(status);
  return statuses;
}
