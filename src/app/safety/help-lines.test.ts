import { createInstance } from 'i18next';
import { describe, expect, test } from 'vitest';
import { helpLines } from './help-lines.ts';
import en from './locales/en.json';
import vi from './locales/vi.json';
import { DAY_MS, safetyVerdict, type SafetyFacts } from './verdict.ts';

const NOW = Date.UTC(2026, 10, 25, 2);

/** As bad as it can be, with people and money in everything that comes from outside. */
const facts: SafetyFacts = {
  nowMs: NOW,
  storageFault: 'Tẩn Láo Hín nợ 1.280.000 đ',
  isPersistent: false,
  wasDenied: true,
  hasServer: true,
  sync: 'refused',
  unsent: 12,
  oldestUnsentAt: NOW - 9 * DAY_MS,
  attention: 3,
  file: { at: NOW - 20 * DAY_MS, holdsAll: false },
  reminder: 'weekly',
  freeBytes: 1_000_000,
  looksPrivate: false,
  clockOffMs: 3 * DAY_MS,
  browser: { name: 'Chrome', version: 109, isOld: false },
  photosWaiting: 2,
  photosRefused: 1,
};

async function textOf(language: 'vi' | 'en', fault: string): Promise<string> {
  const texts = createInstance();
  await texts.init({
    lng: language,
    resources: { [language]: { safety: language === 'vi' ? vi : en } },
    defaultNS: 'safety',
  });
  const parts = { facts, verdict: safetyVerdict(facts), build: '0.1.0', faults: [fault] };
  const lines = helpLines(parts, (key, values) => texts.t(key, { ...values }));
  return lines.map(({ label, value }) => `${label}: ${value}`).join('\n');
}

describe.each(['vi', 'en'] as const)('the picture for the helper in %s', (language) => {
  test('[U34] says version, browser, what was found and the code of a fault', async () => {
    const text = await textOf(language, 'sync.chainBroken');
    for (const part of ['0.1.0', 'Chrome 109', 'sync.chainBroken', '12', '09:00 25/11/2026'])
      expect(text).toContain(part);
    // No key of a text, and no place that was not filled in.
    expect(text).not.toMatch(/about\.|help\.|\{\{/);
  });

  test('[U34] holds no name and no amount, not even one that hides in a fault', async () => {
    const text = await textOf(language, 'Giàng A Páo 500000 đồng');
    expect(text).not.toMatch(/Hín|Páo|Giàng|1\.280\.000|500000|đồng|\d\s*đ\b/);
    // Nothing in it has more digits than a count, a version, a time of day or a year.
    expect(text.match(/\d{5,}/g)).toBeNull();
  });
});
