import { simulate } from './sync/simulation.ts';
const o = await simulate({ seed: Number(process.env.SEED) });
console.log(o.violations.join('\n'));
