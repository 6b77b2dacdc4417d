/** Who sits at the machine itself. */
import type { FastifyRequest } from 'fastify';

export function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}

/**
 * Whether a request began on this machine. Through a proxy everybody comes from it, so what was forwarded did not begin
 * here; and a page from elsewhere that calls this machine by a name of its own does not speak for who sits here.
 */
export function isFromThisMachine({ headers, socket, hostname }: FastifyRequest): boolean {
  const isForwarded = headers['x-forwarded-for'] !== undefined || headers['forwarded'] !== undefined;
  return !isForwarded && isLoopback(socket.remoteAddress ?? '') && OWN_NAMES.has(hostname);
}

const OWN_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]', '::1']);
