import { networkInterfaces } from 'node:os';

/** Where others reach this machine; where there is no network it has itself alone. */
export function networkAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}
