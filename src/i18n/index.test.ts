import i18next from 'i18next';
import { expect, test, vi } from 'vitest';
import { addTexts, startTexts } from './index.ts';

// There is no page here; the start says its language on it.
vi.stubGlobal('document', { documentElement: { lang: '' } });

test('texts of a part that is there before the first words are kept for them, and later ones are added at once', async () => {
  addTexts('early', { vi: { greeting: 'Chào bà con' }, en: { greeting: 'Hello' } });
  await startTexts('vi', async () => ({ common: { app: 'Sổ Mùa' } }));
  expect(i18next.t('early:greeting')).toBe('Chào bà con');
  addTexts('late', { vi: { greeting: 'Chào' }, en: { greeting: 'Hi' } });
  expect(i18next.t('late:greeting')).toBe('Chào');
  expect(i18next.t('app')).toBe('Sổ Mùa');
});
