/** How long a connection may take for what, in milliseconds. */
export interface Patience {
  /** From the first byte, or the opening, to the end of the headers. */
  readonly headers: number;
  /** To the end of the body: 256 KiB in five minutes is less than GPRS brings. */
  readonly request: number;
  /** In which nothing at all moves in the middle of a request. A device gives up before. */
  readonly silence: number;
  /** How often it is looked at. */
  readonly check: number;
}

export const PATIENCE: Patience = { headers: 30_000, request: 300_000, silence: 60_000, check: 5_000 };

/** Longer than the slowest round trip on 2G, so that a connection is used again. */
const KEEP_ALIVE_MS = 75_000;

/** Fastify's settings. */
export function connectionSettings({ headers, request, silence, check }: Patience) {
  return {
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: request,
    connectionTimeout: silence,
    http: { headersTimeout: headers, requestTimeout: request, connectionsCheckingInterval: check },
  };
}
