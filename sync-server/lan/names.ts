/** What this machine is called on its local network: the only names for which the own certificate authority may speak. */
import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';

/** Networks that nobody reaches from outside (RFC 1918, 6598, 3927, 4193), and the machine itself. */
export const LOCAL_NETWORKS = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '127.0.0.0/8',
  'fc00::/7',
  '::1/128',
] as const;

export interface LocalNames {
  /** As they are found by, without a port; the machine's own `localhost` among them. */
  readonly hosts: readonly string[];
  /** The machine's own among them, IPv4 first. */
  readonly addresses: readonly string[];
}

/** What others on the network can reach this machine by, best first: the server listens on IPv4. */
export function reachableOf({ hosts, addresses }: LocalNames): readonly string[] {
  return [...addresses.filter(isIPv4), ...hosts].filter((name) => name !== 'localhost' && name !== '127.0.0.1');
}

export function localNames(): LocalNames {
  const found = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return namesOf(
    hostname(),
    found.filter(({ internal }) => !internal).map(({ address }) => address),
  );
}

/** `host`: as the system calls itself. Addresses of one cable alone (fe80::) are left out: no browser takes them. */
export function namesOf(host: string, found: readonly string[]): LocalNames {
  const [label = ''] = host.toLowerCase().split('.');
  const addresses = [...new Set(found)].filter((address) => !/^fe[89ab]/i.test(address)).sort();
  return {
    hosts: ['localhost', ...hostsOf(label)],
    addresses: ['127.0.0.1', '::1', ...addresses.filter(isIPv4), ...addresses.filter(isIPv6)],
  };
}

/**
 * A bare name is left out where it could be a top-level domain: the authority is told in its own certificate for what it
 * may speak, and a machine called `vn` must not make it speak for a country.
 */
function hostsOf(label: string): readonly string[] {
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label) || label === 'localhost') return [];
  const isTopLevel = label.startsWith('xn--') || !/[0-9-]/.test(label);
  return isTopLevel ? [`${label}.local`] : [`${label}.local`, label];
}

/** Of the names those that lie under one of the roots: domains, and networks as address and bits. */
export function under(
  roots: { readonly domains: readonly string[]; readonly networks: readonly string[] },
  names: LocalNames,
): LocalNames {
  const networks = new BlockList();
  for (const network of roots.networks) {
    const [address = '', bits = ''] = network.split('/');
    networks.addSubnet(address, Number(bits), familyOf(address));
  }
  return {
    hosts: names.hosts.filter((host) => roots.domains.some((root) => host === root || host.endsWith(`.${root}`))),
    addresses: names.addresses.filter((address) => networks.check(address, familyOf(address))),
  };
}

/** A network of one address. */
export function networkOf(address: string): string {
  return `${address}/${isIPv4(address) ? 32 : 128}`;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv4(address) ? 'ipv4' : 'ipv6';
}
