/** Ways from text to code or markup are not in what ships, so no name can take one. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const FORBIDDEN: readonly (readonly [string, RegExp])[] = [
  [
    'markup out of text',
    /dangerouslySetInnerHTML|\.(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write|srcdoc|createContextualFragment/,
  ],
  ['code out of text', /\beval\(|new Function\(|set(?:Timeout|Interval)\(\s*['"`]/],
  ['programs of the system', /from 'node:child_process'/],
  ['the weak randomness', /Math\.random/],
  ['another hash than SHA-256', /createH(?:ash|mac)\('(?!sha256)|\b(?:md5|sha-?1)\b/i],
  ['cookies', /document\.cookie|set-cookie/i],
  ['messages between windows', /addEventListener\(['"]message['"]|\.postMessage\(.*['"]\*['"]/],
];

/** Each with its reason. */
const ALLOWED: ReadonlySet<string> = new Set([
  // Pauses between tries, so that not all devices come at the same moment.
  'src/app/device.ts: the weak randomness',
  // From the app's own pages alone: a service worker hears no others.
  'src/service-worker/main.ts: messages between windows',
  // The backup as a process of its own: this very program, with arguments that nobody chooses.
  'sync-server/admin/daily-backup.ts: programs of the system',
  // The page of who runs the server, for who comes from another machine; no phone ever gets one.
  'sync-server/admin-page/routes.ts: cookies',
]);

test('nothing that ships makes markup, code or commands out of text, uses weak randomness, or sets a cookie', () => {
  const found: string[] = [];
  for (const file of ['src', 'sync-server'].flatMap(filesIn)) {
    const text = readFileSync(file, 'utf8');
    for (const [what, pattern] of FORBIDDEN) if (pattern.test(text)) found.push(`${file}: ${what}`);
  }
  expect(found.sort()).toEqual([...ALLOWED].sort());
});

test('regular expressions are made of constants, never of what somebody wrote', () => {
  const made: string[] = [];
  for (const file of ['src', 'sync-server'].flatMap(filesIn)) {
    for (const [, what = ''] of readFileSync(file, 'utf8').matchAll(/\bRegExp\((.*)/g)) {
      const names = [...what.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
      made.push([file, what.startsWith('`'), ...names].join(' '));
    }
  }
  expect(made.sort()).toEqual([
    // An attribute's name, which is the reader's own.
    'src/files/read-ods.ts true name',
    'src/protocol/enrol.ts true JOIN_CODE_LETTERS JOIN_CODE_LENGTH',
    'src/protocol/enrol.ts true JOIN_CODE_LETTERS JOIN_CODE_LENGTH',
    'src/protocol/enrol.ts true digits',
    'sync-server/admin-page/login.ts true COOKIE',
  ]);
  const names = [
    ...readFileSync('src/files/read-ods.ts', 'utf8').matchAll(/\b(?:attribute|repeats)\([\w.]+, ([^)]*)\)/g),
  ];
  const passedOn = names.map(([, name]) => name).filter((name) => !/^'[a-z:-]+'$/.test(name ?? ''));
  // `repeats` passes on the name that it was given.
  expect([names.length > 5, passedOn]).toEqual([true, ['name']]);
});

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}
