/** What every answer says to a browser, whatever it is an answer to. */
import type { FastifyInstance, FastifyRequest } from 'fastify';

export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; style-src 'self' 'unsafe-inline'; script-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // The camera is for photos of slips; nothing else of the phone is ever asked for.
  'permissions-policy':
    'camera=(self), accelerometer=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()',
};

/**
 * Only for a proxy with a domain's certificate. In the office's own network the same name is also opened without TLS,
 * for the page that sets a phone up, and a browser that was told this would never show it again.
 */
const STRICT_TRANSPORT = 'max-age=31536000';

/** On everything that passes the routes; what is refused before them brings its own (`refusals.ts`). */
export function addSecurityHeaders(
  http: FastifyInstance,
  { isBehindProxy }: { readonly isBehindProxy: boolean },
): void {
  http.addHook('onSend', async (request, reply, payload) => {
    // A route that is stricter than all others stays so.
    for (const [name, value] of Object.entries(headersFor(request, isBehindProxy)))
      if (!reply.hasHeader(name)) reply.header(name, value);
    return payload;
  });
}

function headersFor({ protocol }: FastifyRequest, isBehindProxy: boolean): Readonly<Record<string, string>> {
  const isStrict = isBehindProxy && protocol === 'https';
  return {
    ...SECURITY_HEADERS,
    // Whoever wants something kept says so.
    'cache-control': 'no-store',
    ...(isStrict ? { 'strict-transport-security': STRICT_TRANSPORT } : {}),
  };
}
