/** `npm run bench -- SUITE [--json]`; with `--json` the last line is one JSON object. */
import { parseArgs } from 'node:util';
import { wireSuite } from './wire.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
});
const [suite = 'wire'] = positionals;
if (suite !== 'wire') {
  console.error(`unknown suite ${suite}; known: wire`);
  process.exit(2);
}
const results = await wireSuite();
for (const [name, traffic] of Object.entries(results))
  console.log(
    `${name.padEnd(10)} up ${traffic.bytesUp} B · down ${traffic.bytesDown} B · ${traffic.requests} requests`,
  );
if (values.json) console.log(JSON.stringify(results));
