/** The same server over TLS, on a port of its own, with the certificate of the moment. */
import { createServer, type Server } from 'node:https';
import type { FastifyInstance } from 'fastify';
import { connectionSettings, PATIENCE } from '../front/patience.ts';
import { refuseBytes } from '../front/refusals.ts';
import type { Certificates } from './certificates.ts';

/** Wi-Fi that comes and goes changes addresses; nobody should stand before a warning for long. */
const LOOK_MS = 60_000;

export interface SecureListener {
  readonly port: number;
  /** Looks for other names and for the end of the certificate, as it does each minute by itself. */
  look(): Promise<void>;
  /** Closes every connection: what was under way has been answered by then. */
  end(): Promise<void>;
}

/** Rejects where the port is taken. `onTrouble` hears what went wrong in a look; the old certificate stays in use. */
export async function listenSecurely(
  http: FastifyInstance,
  parts: {
    readonly certificates: Certificates;
    readonly port: number;
    readonly host: string;
    readonly onTrouble: (cause: unknown) => void;
  },
): Promise<SecureListener> {
  const { certificates, port, host, onTrouble } = parts;
  await http.ready();
  const { keepAliveTimeout, timeout, headersTimeout, requestTimeout } = http.server;
  const settings = { ...connectionSettings(PATIENCE).http, keepAliveTimeout, headersTimeout, requestTimeout };
  const server = createServer({ ...settings, ...shown(certificates), minVersion: 'TLSv1.2' }, (request, response) =>
    http.routing(request, response),
  );
  server.setTimeout(timeout);
  server.on('clientError', (error, socket) => refuseBytes(error, socket));
  await listening(server, port, host);
  const look = async (): Promise<void> => {
    if (await certificates.renew()) server.setSecureContext(shown(certificates));
  };
  const timer = setInterval(() => void look().catch(onTrouble), LOOK_MS);
  timer.unref();
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    look,
    async end() {
      clearInterval(timer);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function shown({ leaf }: Certificates): { readonly key: string; readonly cert: string } {
  return { key: leaf.key, cert: leaf.certificate };
}

async function listening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
