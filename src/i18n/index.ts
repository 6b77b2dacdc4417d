/** Two languages, Vietnamese first. The app hands in the modules' texts; nothing here knows a module. */
import i18next, { type Resource } from 'i18next';
import { initReactI18next } from 'react-i18next';

export type Language = 'vi' | 'en';
export type Texts = Readonly<Record<string, unknown>>;

/** Starts the texts: `texts` by language and namespace. */
export async function startTexts(
  language: Language,
  texts: Readonly<Record<Language, Readonly<Record<string, Texts>>>>,
): Promise<void> {
  const resources: Resource = { vi: { ...texts.vi }, en: { ...texts.en } };
  await i18next
    .use(initReactI18next)
    .init({ lng: language, fallbackLng: 'vi', resources, defaultNS: 'common', interpolation: { escapeValue: false } });
  document.documentElement.lang = language;
}

export async function changeLanguage(language: Language): Promise<void> {
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
