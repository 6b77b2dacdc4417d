/** `npm run prove -- NAME [--dose small]`: long proofs. Each ends with `N checked, F failed`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { attack } from './attack.ts';
import { browser } from './browser.ts';
import { browsers } from './browsers.ts';
import { fuzz } from './fuzz.ts';
import { ha } from './ha/ha.ts';
import { hands } from './hands.ts';
import { kills } from './kills.ts';
import { load } from './load.ts';
import { moves } from './moves.ts';
import { postgres } from './postgres.ts';
import { seeds } from './seeds.ts';
import { server } from './server/server.ts';
import { sheets } from './sheets.ts';
import { stores } from './stores.ts';

/** What was checked, and what did not hold. */
export interface Proof {
  readonly checked: number;
  readonly failures: readonly string[];
}

const PROOFS = {
  seeds: { small: 50, whole: 100_000, run: seeds },
  kills: { small: 12, whole: 500, run: kills },
  server: { small: 15, whole: 200, run: server },
  ha: { small: 1, whole: 5, run: ha },
  postgres: { small: 8, whole: 200, run: postgres },
  moves: { small: 10, whole: 500, run: moves },
  load: { small: 12, whole: 200, run: load },
  fuzz: { small: 5_000, whole: 1_000_000, run: fuzz },
  attack: { small: 400, whole: 50_000, run: attack },
  browser: { small: 6, whole: 60, run: browser },
  browsers: { small: 1, whole: 2, run: browsers },
  hands: { small: 3, whole: 102, run: hands },
  sheets: { small: 5, whole: 200, run: sheets },
  stores: { small: 10, whole: 1_000, run: stores },
} as const;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { dose: { type: 'string', default: 'whole' } },
});
const name = Object.keys(PROOFS).find((each) => each === positionals[0]);
if (name === undefined || !(name in PROOFS)) {
  console.error(`name one of: ${Object.keys(PROOFS).join(', ')}`);
  process.exit(2);
}
const proof = PROOFS[nameOf(name)];
const dataDir = mkdtempSync(join(tmpdir(), 'so-mua-'));
try {
  const { checked, failures } = await proof.run(values.dose === 'small' ? proof.small : proof.whole, dataDir);
  for (const failure of failures.slice(0, 20)) console.log(failure);
  console.log(`${checked} checked, ${failures.length} failed`);
  process.exitCode = failures.length === 0 && checked > 0 ? 0 : 1;
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}

function nameOf(text: string): keyof typeof PROOFS {
  const known =
    text in PROOFS ? Object.keys(PROOFS).find((each): each is keyof typeof PROOFS => each === text) : undefined;
  if (known === undefined) throw new Error(`no proof ${text}`);
  return known;
}
