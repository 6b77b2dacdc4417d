/** Loaded with the lock, in both languages, and not with every start. */
import { addTexts } from '#i18n/index.ts';
import en from './locales/en.json';
import vi from './locales/vi.json';

/** The namespace of these texts. */
export const LOCK = 'lock';

addTexts(LOCK, { vi, en });
