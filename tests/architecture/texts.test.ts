import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { filesIn, flattened, readJson, type Texts } from './locale-texts.ts';

/** Texts of a tile or a button; more is cut on a phone of 320 px. */
const SHORT_TEXT_LETTERS = 40;
const PLURAL_ENDING = /_(?:zero|one|two|few|many|other)$/;
/** A number before what it counts. */
const COUNTED = /\{\{count\}\} (?!on )(?:\w+ )?(?:\w+s|people)\b/;

/** One sentence per thing wrong between a Vietnamese and an English file. */
function problemsBetween(vietnamese: unknown, english: unknown): readonly string[] {
  const [vi, en] = [flattened(vietnamese), flattened(english)];
  const problems: string[] = [];
  // English has plurals and Vietnamese has none, so keys are compared without their plural ending.
  const [viKeys, enKeys] = [plain(vi), plain(en)];
  for (const key of viKeys) if (!enKeys.has(key)) problems.push(`${key} is missing in English`);
  for (const key of enKeys) if (!viKeys.has(key)) problems.push(`${key} is missing in Vietnamese`);
  for (const texts of [vi, en]) {
    for (const [key, text] of texts) {
      if (text.trim() === '') problems.push(`${key} is empty`);
      const isShort = /(?:^|\.)(?:title|action|tile)(?:\.|$)/.test(key);
      if (isShort && text.length > SHORT_TEXT_LETTERS) problems.push(`${key} is longer than a button: ${text}`);
    }
  }
  for (const [key, text] of en) {
    const counterpart = vi.get(key) ?? vi.get(key.replace(PLURAL_ENDING, '_other')) ?? vi.get(bare(key));
    if (!PLURAL_ENDING.test(key) && COUNTED.test(text)) problems.push(`${key} says "1 things" in English: ${text}`);
    if (counterpart === undefined || PLURAL_ENDING.test(key)) continue;
    if (placeholders(text) !== placeholders(counterpart)) problems.push(`${key} has other placeholders in English`);
  }
  return problems;
}

function plain(texts: Texts): ReadonlySet<string> {
  return new Set([...texts.keys()].map(bare));
}

function bare(key: string): string {
  return key.replace(PLURAL_ENDING, '');
}

function placeholders(text: string): string {
  return [...text.matchAll(/\{\{\s*([^},\s]+)[^}]*\}\}/g)]
    .map((match) => match[1])
    .sort((left = '', right = '') => (left < right ? -1 : Number(left > right)))
    .join(' ');
}

const source = filesIn('src');
const localeFiles = [...source, ...filesIn('sync-server')].filter((path) =>
  /\/(?:locales|tiles)\/[a-z]+\.json$/.test(path),
);

test('every text is there in Vietnamese and in English, with the same places to fill in', () => {
  expect(localeFiles.length).toBeGreaterThan(0);
  const problems = localeFiles.flatMap((path) => {
    const [vi, en] = [path.replace(/[a-z]+\.json$/, 'vi.json'), path.replace(/[a-z]+\.json$/, 'en.json')];
    if (!existsSync(vi) || !existsSync(en)) return [`${path} stands alone`];
    return path === vi ? problemsBetween(readJson(vi), readJson(en)).map((problem) => `${vi}: ${problem}`) : [];
  });
  expect(problems).toEqual([]);
});

test('every text that a screen asks for is there', () => {
  const known = new Set(
    localeFiles.flatMap((path) => {
      const own = /([^/]+)\/(?:locales|tiles)\//.exec(path)?.[1] ?? '';
      const folder = own === 'app' ? 'common' : own;
      return [...flattened(readJson(path)).keys()].flatMap((key) => [
        bare(key),
        `${folder}:${bare(key)}`,
        bare(key).replace('.', '|'),
        `${folder}.${bare(key)}`,
      ]);
    }),
  );
  const asked = source
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path))
    .flatMap((path) =>
      [...readFileSync(path, 'utf8').matchAll(/\bt\(\s*'([^']+)'/g)].map((match) => ({ path, key: match[1] ?? '' })),
    );
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.filter(({ key }) => !known.has(key)).map(({ path, key }) => `${path}: ${key}`)).toEqual([]);
});

test('a module that speaks to people has a text for each of its refusals', () => {
  const missing = localeFiles.flatMap((path) => {
    const [, folder, name] = /^(src\/modules\/([^/]+))\/locales\//.exec(path) ?? [];
    if (folder === undefined || name === undefined) return [];
    const texts = flattened(readJson(path));
    const refused = filesIn(folder)
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\brefuse\(\s*'([^'.]+)\.([^']+)'/g)]);
    return refused
      .filter(([, owner, reason]) => owner === name && !texts.has(`refusal.${reason}`))
      .map(([, , reason]) => `${path}: refusal.${reason}`);
  });
  expect(missing).toEqual([]);
});

test('a missing, an empty, a too long text and a lost place are each found', () => {
  const vi = {
    title: 'Sổ',
    count: 'Có {{n}} việc',
    only: 'Một',
    action: { save: 'L'.repeat(41) },
    kilos_other: '{{count}} cân',
    sacks: '{{count}} bao',
  };
  const en = {
    title: ' ',
    count: 'Some jobs',
    action: { save: 'Save' },
    kilos_one: 'one kilo',
    kilos_other: '{{count}} kilos',
    sacks: '{{count}} full sacks',
  };
  expect(problemsBetween(vi, en)).toEqual([
    'only is missing in English',
    `action.save is longer than a button: ${'L'.repeat(41)}`,
    'title is empty',
    'count has other placeholders in English',
    'sacks says "1 things" in English: {{count}} full sacks',
  ]);
});
