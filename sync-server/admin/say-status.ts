/** `status` and `devices`, for a person at a terminal or (`--json`) a program. Times are UTC. */
import {
  coopStatuses,
  devicesOfCoop,
  serverStatus,
  type CoopStatus,
  type DeviceStatus,
  type ServerStatus,
  type StatusParts,
} from '../operate/status.ts';

type Say = (line: string) => void;

/** False when there is something to complain about. */
export async function sayStatus(parts: StatusParts, isJson: boolean, say: Say): Promise<boolean> {
  const server = await serverStatus(parts);
  const coops = await coopStatuses(parts);
  if (isJson)
    say(JSON.stringify({ ...server, complaint: server.complaint?.text, coops: coops.map(withInstants) }, undefined, 2));
  else [serverLine(server), ...coops.map(coopLine)].forEach(say);
  if (!isJson && server.complaint !== undefined) say(server.complaint.text);
  return server.complaint === undefined;
}

/** False when there is no such co-op. */
export async function sayDevices(
  parts: StatusParts,
  { coop, isJson }: { readonly coop: string; readonly isJson: boolean },
  say: Say,
): Promise<boolean> {
  const devices = await devicesOfCoop(parts, coop);
  if (devices === undefined) {
    say(`No co-op ${coop} here.`);
    return false;
  }
  if (isJson) say(JSON.stringify(devices.map(deviceWithInstants), undefined, 2));
  else devices.map(deviceLine).forEach(say);
  return true;
}

function serverLine({ version, coops, bytes, freeBytes }: ServerStatus): string {
  const room = bytes === undefined ? '' : `, ${mebibytes(bytes)} used`;
  const free = freeBytes === undefined ? '' : `, ${mebibytes(freeBytes)} free`;
  return `so-mua ${version}: ${coops} co-ops${room}${free}`;
}

function coopLine(status: CoopStatus): string {
  const { coop, name, seq, safeSeq, bytes, devices, lastSeenAt, backedUpAt, quarantined } = status;
  const waiting = quarantined.map(({ reason, count }) => `${reason} ${count}`);
  return [
    `${coop}  ${name}`,
    `sequence ${seq}, safe up to ${safeSeq}`,
    ...(bytes === undefined ? [] : [mebibytes(bytes)]),
    `${devices} devices, last sync ${instant(lastSeenAt)}`,
    `backup ${instant(backedUpAt)}${status.isBackupOverdue ? ' (overdue)' : ''}`,
    `put aside: ${waiting.length === 0 ? 'nothing' : waiting.join(', ')}`,
  ].join('; ');
}

function deviceLine({ deviceName, roles, state, createdAt, seen }: DeviceStatus): string {
  const build = seen === undefined ? '' : ` build ${seen.build}`;
  return `${deviceName}; ${roles.join(' ')}; ${state}; since ${instant(createdAt)}; last sync ${instant(seen?.at)}${build}`;
}

function withInstants({ createdAt, backedUpAt, lastSeenAt, ...status }: CoopStatus) {
  return {
    ...status,
    createdAt: instant(createdAt),
    ...(backedUpAt === undefined ? {} : { backedUpAt: instant(backedUpAt) }),
    ...(lastSeenAt === undefined ? {} : { lastSeenAt: instant(lastSeenAt) }),
  };
}

function deviceWithInstants({ createdAt, seen, ...status }: DeviceStatus) {
  return {
    ...status,
    createdAt: instant(createdAt),
    ...(seen === undefined ? {} : { lastSeenAt: instant(seen.at), build: seen.build }),
  };
}

function instant(ms: number | undefined): string {
  return ms === undefined ? 'never' : new Date(ms).toISOString();
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MiB`;
}
