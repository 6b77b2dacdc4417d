/** What those who run the server ask it: is it alive, is it ready, how does it do. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ServerStore } from '../store/store.ts';
import type { Metrics } from './metrics.ts';
import { isSameSecret } from './secret.ts';
import { isFromThisMachine } from './this-machine.ts';

export interface OperateParts {
  readonly store: ServerStore;
  readonly metrics: Metrics;
  /** Who brings it may read the figures from anywhere; absent: only this machine may. */
  readonly metricsToken: string | undefined;
  /** True from the moment at which the process was told to end. */
  readonly isEnding: () => boolean;
}

/** A store that does not answer by then is not ready. */
const PATIENCE_MS = 2_000;

export function addOperation(http: FastifyInstance, parts: OperateParts): void {
  http.get('/health', async () => ({ status: 'ready' }));
  http.get('/ready', async (_request, reply) => {
    const isReady = !parts.isEnding() && (await answers(parts.store));
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'not ready' });
  });
  http.get('/metrics', async (request, reply) => {
    if (!mayRead(request, parts.metricsToken)) return reply.code(404).send({ error: 'notFound' });
    return reply.type(parts.metrics.contentType).send(await parts.metrics.text());
  });
}

async function answers(store: ServerStore): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS);
  });
  try {
    const asked = (async () => {
      await store.catalogue.countCoops();
      return true as const;
    })();
    return await Promise.race([asked, late]);
  } catch {
    // Whatever it was: a balancer sends people elsewhere.
    return false;
  } finally {
    clearTimeout(timer);
  }
}

function mayRead(request: FastifyRequest, token: string | undefined): boolean {
  if (token !== undefined) return isSameSecret(request.headers.authorization ?? '', `Bearer ${token}`);
  return isFromThisMachine(request);
}
