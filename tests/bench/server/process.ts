/** The real server as a process of its own that tells what memory it holds; started by `server.ts` with `--expose-gc`. */
import { createServer } from '#server/server.ts';
import { benchServer, openSession } from '../station.ts';

const [dataDir = '', devices = '0'] = process.argv.slice(2);
const parts = benchServer(dataDir, Date.now);
for (let number = 1; number <= Number(devices); number += 1) openSession(parts, number);
const { http } = createServer(parts);
await http.listen({ port: 0, host: '127.0.0.1' });
const address = http.server.address();
process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0 });

process.on('message', () => {
  // The second collection takes what the first one's finalisers let go.
  globalThis.gc?.();
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  process.send?.({ rss, heapUsed });
});
