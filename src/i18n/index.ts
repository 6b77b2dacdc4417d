/** Two languages, Vietnamese first. The app hands in how a language's texts are loaded; nothing here knows a module. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

export type Language = 'vi' | 'en';
export type Texts = Readonly<Record<string, unknown>>;
/** Gives a language's texts by namespace; only the language in use is downloaded into the page. */
export type LoadTexts = (language: Language) => Promise<Readonly<Record<string, Texts>>>;

let load: LoadTexts | undefined;

/** Starts with one language; the other is loaded when somebody switches to it. */
export async function startTexts(language: Language, loadTexts: LoadTexts): Promise<void> {
  load = loadTexts;
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { ...(await loadTexts(language)) } },
    defaultNS: 'common',
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = language;
}

/** Texts that are loaded with a part of the app that is rarely needed. */
export function addTexts(namespace: string, texts: Readonly<Record<Language, Texts>>): void {
  for (const [language, content] of Object.entries(texts)) i18next.addResourceBundle(language, namespace, content);
}

export async function changeLanguage(language: Language): Promise<void> {
  for (const [namespace, texts] of Object.entries((await load?.(language)) ?? {}))
    i18next.addResourceBundle(language, namespace, texts);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
