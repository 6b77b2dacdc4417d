/** The texts of what rarely happens are loaded with it, in both languages, and not with every start. */
import { addTexts } from '#i18n/index.ts';
import en from './locales/en.json';
import vi from './locales/vi.json';

/** The namespace of these texts. */
export const STORAGE = 'storage';

addTexts(STORAGE, { vi, en });
