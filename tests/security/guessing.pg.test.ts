/** Where the store answers later, as PostgreSQL does, many tries at once are under way before any has been wrong. */
import { expect, test } from 'vitest';
import { registry } from '#modules/registry.ts';
import { GUESSES } from '#server/enrol/guesses.ts';
import { createServer } from '#server/server.ts';
import { openPostgresStore } from '#server/store/postgres/postgres-store.ts';
import { useCluster } from '../helpers/use-cluster.ts';
import { post, START } from './target.ts';

const newDatabase = useCluster();

test('of two hundred codes tried at once from one address ten are looked at', async () => {
  const store = await openPostgresStore({ url: newDatabase() });
  const server = createServer({ store, registry, now: () => START });
  await server.http.listen({ port: 0, host: '127.0.0.1' });
  const address = server.http.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const body = JSON.stringify({ kind: 'look', code: 'AAAAAA' });
  const answers = await Promise.all(Array.from({ length: 200 }, async () => post(port, '/v1/enrol', { body })));
  expect(answers.filter(({ status }) => status === 404)).toHaveLength(GUESSES.perAddress);
  await server.http.close();
  await store.close();
});
