/**
 * `npm run bench -- SUITE [--json] [--dose small]`; with `--json` the last line is one JSON object. Ends with 1 when a
 * budget is broken.
 */
import { parseArgs } from 'node:util';
import { brokenBudgets, budgetTable, type Budget } from './budget.ts';
import { deviceBudgets, deviceLines, deviceSuite } from './device/device.ts';
import { linkBudgets, linkSuite } from './link/link.ts';
import { lighthouseBudgets, lighthouseLines, lighthouseSuite } from './lighthouse.ts';
import { localBudgets, localSuite } from './local/local.ts';
import { capacityTable, figuresTable, growthTable, LEVELS, needOf, readFigures } from './server/capacity.ts';
import { growthBudgets, growthLine, growthSuite, SIZES } from './server/growth.ts';
import { oneCoopBudgets, oneCoopLines, oneCoopSuite, PUSHES } from './server/one-coop.ts';
import { provinceBudgets, provinceLine, provinceSuite, SECONDS } from './server/province.ts';
import { startSuite, type Size } from './start.ts';
import { wireBudgets, wireSuite } from './wire.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, dose: { type: 'string', default: 'whole' } },
});
const [suite = 'wire'] = positionals;

const results = await run();
if (values.json) console.log(JSON.stringify(results));

async function run(): Promise<unknown> {
  if (suite === 'wire') return wire();
  if (suite === 'start') return start();
  if (suite === 'local') return local();
  if (suite === 'device') return device();
  if (suite === 'lighthouse') return lighthouse();
  if (suite === 'link') return link();
  if (suite === 'one-coop') return oneCoop();
  if (suite === 'province') return province();
  if (suite === 'growth') return growth();
  if (suite === 'capacity') return capacity();
  if (suite === 'server') return { oneCoop: await oneCoop(), province: await province(), growth: await growth() };
  console.error(
    `unknown suite ${suite}; known: wire, local, device, lighthouse, start, link, server (one-coop, province, growth), capacity`,
  );
  process.exit(2);
}

async function wire(): Promise<unknown> {
  const found = await wireSuite();
  const { traffic, rows } = found;
  for (const [name, { bytesUp, bytesDown, requests }] of Object.entries(traffic))
    console.log(`${name.padEnd(10)} up ${bytesUp} B · down ${bytesDown} B · ${requests} requests · ${rows[name]} rows`);
  hold(wireBudgets(found));
  return traffic;
}

async function start(): Promise<unknown> {
  const found = startSuite();
  const line = (name: string, { gzip, brotli }: Size): void =>
    console.log(`${name.padEnd(24)} ${gzip} B gzip · ${brotli} B brotli`);
  line('home, JS', found.home.js);
  line('home, CSS', found.home.css);
  for (const [name, size] of Object.entries(found.modules)) line(`module ${name}`, size);
  for (const [name, size] of Object.entries(found.screens)) line(`screens of ${name}`, size);
  line('shared by screens', found.sharedByScreens);
  line(`precached, ${found.precache.files} files`, found.precache);
  for (const problem of found.overBudget) console.error(`over budget: ${problem}`);
  if (found.overBudget.length > 0) process.exitCode = 1;
  return found;
}

async function local(): Promise<unknown> {
  const found = await localSuite();
  for (const [name, value] of Object.entries(found)) console.log(`${name.padEnd(32)} ${value}`);
  hold(localBudgets(found));
  return found;
}

async function device(): Promise<unknown> {
  const found = await deviceSuite();
  const budgets = deviceBudgets(found);
  for (const line of [...budgetTable(budgets), ...deviceLines(found)]) console.log(line);
  hold(budgets);
  return found;
}

async function lighthouse(): Promise<unknown> {
  const found = await lighthouseSuite();
  const budgets = lighthouseBudgets(found);
  for (const line of [...budgetTable(budgets), ...lighthouseLines(found)]) console.log(line);
  hold(budgets);
  return found;
}

async function link(): Promise<unknown> {
  const found = await linkSuite();
  for (const [name, { ms, requests, floorMs }] of Object.entries(found)) {
    const ratio = (ms / floorMs).toFixed(2);
    console.log(`${name.padEnd(10)} ${ms} ms · ${requests} requests · gzip JSON ${floorMs} ms · ratio ${ratio}`);
  }
  hold(linkBudgets(found));
  return found;
}

async function oneCoop(): Promise<unknown> {
  const found = await oneCoopSuite(values.dose === 'small' ? PUSHES.small : PUSHES.whole);
  for (const line of oneCoopLines(found)) console.log(line);
  hold(oneCoopBudgets(found));
  return found;
}

async function province(): Promise<unknown> {
  const found = await provinceSuite(values.dose === 'small' ? SECONDS.small : SECONDS.whole);
  for (const result of found) console.log(provinceLine(result));
  hold(provinceBudgets(found));
  return found;
}

async function growth(): Promise<unknown> {
  const found = await growthSuite(values.dose === 'small' ? SIZES.small : SIZES.whole);
  for (const result of found) console.log(growthLine(result));
  hold(growthBudgets(found));
  return found;
}

/** From the figures that the docs hold, not measured now. */
function capacity(): unknown {
  const figures = readFigures();
  console.log([figuresTable, growthTable, capacityTable].map((table) => table(figures)).join('\n\n'));
  return LEVELS.map((level) => needOf(level, figures));
}

function hold(budgets: readonly Budget[]): void {
  for (const line of brokenBudgets(budgets)) {
    console.error(`over budget: ${line}`);
    process.exitCode = 1;
  }
}
