/** Loaded with the list of first steps, in both languages. */
import { addTexts } from '#i18n/index.ts';
import en from './locales/en.json';
import vi from './locales/vi.json';

/** The namespace of these texts. */
export const FIRST_STEPS = 'first-steps';

addTexts(FIRST_STEPS, { vi, en });
