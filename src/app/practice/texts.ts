/** Loaded with the practice book, in both languages. */
import { addTexts } from '#i18n/index.ts';
import en from './locales/en.json';
import vi from './locales/vi.json';

/** The namespace of these texts. */
export const PRACTICE = 'practice';

addTexts(PRACTICE, { vi, en });
