import { createInstance } from 'i18next';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findingText } from './finding-text.ts';
import en from './locales/en.json';
import vi from './locales/vi.json';

async function inLanguage(language: 'vi' | 'en') {
  const texts = createInstance();
  const resources = { [language]: { safety: language === 'vi' ? vi : en } };
  await texts.init({ lng: language, resources, defaultNS: 'safety' });
  return (key: string, values?: Readonly<Record<string, string | number>>) => texts.t(key, { ...values });
}

test('an age is told in days, and today as today', async () => {
  const t = await inLanguage('vi');
  const held = (days: number) => findingText({ about: 'file', level: 'good', says: 'holdsAll', values: { days } }, t);
  expect([held(0), held(3)]).toEqual(['Có đủ phiếu chưa gửi, cất hôm nay', 'Có đủ phiếu chưa gửi, cất 3 ngày trước']);
  const english = await inLanguage('en');
  const old = { about: 'unsent', level: 'todo', says: 'old', values: { count: 2, days: 1 } } as const;
  expect(findingText(old, english)).toBe('2, the oldest 1 day old');
});

test('everything that can be found has its words in both languages', async () => {
  const source = readFileSync(new URL('./verdict.ts', import.meta.url), 'utf8');
  const found = [...source.matchAll(/about: '(\w+)'[^}]*?says: (?:[\w.?=! ]*\? )?'(\w+)'(?: : '(\w+)')?/g)];
  const pairs = found.flatMap(([, about = '', first = '', second]) =>
    [first, second].flatMap((says) => (says === undefined ? [] : [[about, says] as const])),
  );
  expect(pairs.length).toBeGreaterThan(25);
  for (const language of ['vi', 'en'] as const) {
    const t = await inLanguage(language);
    for (const [about, says] of pairs) {
      const text = t(`about.${about}.${says}`, {
        count: 2,
        days: 2,
        age: 'x',
        ago: 'x',
        megabytes: 1,
        name: 'x',
        version: 1,
      });
      expect(text, `${language} ${about}.${says}`).not.toMatch(/^about\.|\{\{/);
    }
  }
});
