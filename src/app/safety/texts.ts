/** The texts of safety, history and help are loaded with them, in both languages. */
import { addTexts } from '#i18n/index.ts';
import en from './locales/en.json';
import vi from './locales/vi.json';

/** The namespace of these texts. */
export const SAFETY = 'safety';

addTexts(SAFETY, { vi, en });
