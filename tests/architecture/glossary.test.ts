/** One word for one thing (rule U13): the table in docs/glossary.md against every text of the app. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { filesIn, flattened, readJson } from './locale-texts.ts';

const LANGUAGES = ['vi', 'en'] as const;

interface Word {
  readonly thing: string;
  readonly vi: string;
  readonly en: string;
  readonly not: Readonly<Record<(typeof LANGUAGES)[number], readonly string[]>>;
}

function glossary(): readonly Word[] {
  const lines = readFileSync('docs/glossary.md', 'utf8').split('\n');
  return lines
    .filter((line) => /^\| (?!Thing)/.test(line))
    .map((line) => {
      const [, thing = '', vi = '', en = '', notVi = '', notEn = ''] = line.split('|').map((cell) => cell.trim());
      return { thing, vi, en, not: { vi: listOf(notVi), en: listOf(notEn) } };
    });
}

function listOf(cell: string): readonly string[] {
  return cell
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

function allTexts(language: (typeof LANGUAGES)[number]): readonly (readonly [string, string])[] {
  const files = filesIn('src').filter((path) => path.endsWith(`locales/${language}.json`));
  return files.flatMap((path) =>
    [...flattened(readJson(path))].map(([key, text]) => [`${path}.${key}`, text] as const),
  );
}

/** Where a word stands that has a better one: whole words, in any letters. */
function misusedIn(
  texts: readonly (readonly [string, string])[],
  language: (typeof LANGUAGES)[number],
): readonly string[] {
  const words = glossary().flatMap(({ not, thing }) => not[language].map((word) => ({ word, thing })));
  return texts.flatMap(([key, text]) =>
    words
      // What stands in braces is filled in.
      .filter(({ word }) => new RegExp(`(?<![\\p{L}])${word}(?![\\p{L}])`, 'iu').test(text.replace(/\{\{.*?\}\}/g, '')))
      .map(({ word, thing }) => `${key} says "${word}" for: ${thing}`),
  );
}

test.each(LANGUAGES)('[U13] every text in %s uses the words of the glossary', (language) => {
  const texts = allTexts(language);
  expect(texts.length).toBeGreaterThan(300);
  expect(misusedIn(texts, language)).toEqual([]);
});

test('[U13] the glossary has a hundred words or more, each in both languages and once', () => {
  const words = glossary();
  expect(words.length).toBeGreaterThanOrEqual(100);
  expect(words.filter(({ vi, en }) => vi === '' || en === '')).toEqual([]);
  const things = words.map(({ thing }) => thing);
  expect(things.filter((thing, index) => things.indexOf(thing) !== index)).toEqual([]);
});

test('[U13] a word that has a better one is noticed, and a longer word that begins like it is not', () => {
  expect(misusedIn([['x', 'Thiết bị này']], 'vi')).toEqual(['x says "thiết bị" for: phone, tablet or PC']);
  expect(misusedIn([['x', 'Please upload it']], 'en')).toEqual(['x says "upload" for: bring it to the co-op']);
  expect(misusedIn([['x', 'asynchronous']], 'en')).toEqual([]);
});
