/** One of several processes that share seeds out: told once which ones, it answers with an outcome for each. */
import { once } from 'node:events';
import * as z from 'zod/mini';
import { BREAKAGES, simulate } from './simulation.ts';

const orderSchema = z.object({
  from: z.number(),
  until: z.number(),
  step: z.number(),
  ablate: z.optional(z.enum(BREAKAGES)),
});

const [message]: readonly unknown[] = await once(process, 'message');
const { from, until, step, ablate } = orderSchema.parse(message);
for (let seed = from; seed < until; seed += step) process.send?.(await simulate({ seed, ablate }));
process.disconnect();
