/** Loaded where a page is open in another app, in both languages. */
import { addTexts } from '#i18n/index.ts';
import en from './locales/en.json';
import vi from './locales/vi.json';

/** The namespace of these texts. */
export const IN_APP = 'in-app';

addTexts(IN_APP, { vi, en });
