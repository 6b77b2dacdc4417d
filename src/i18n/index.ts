/**
 * Two languages, Vietnamese first. The app hands in how a language's texts are loaded; nothing here knows a module. What
 * the start needs comes first, the texts of the screens with the first of them.
 */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

export type Language = 'vi' | 'en';
export type Texts = Readonly<Record<string, unknown>>;
export type TextsPart = 'start' | 'screens';
/** Gives one part of a language's texts by namespace; only the language in use is downloaded into the page. */
export type LoadTexts = (language: Language, part: TextsPart) => Promise<Readonly<Record<string, Texts>>>;

let load: LoadTexts | undefined;
const loaded = new Set<string>();
/** What came before the start was done: a part of the app may be there sooner than the first words. */
const early: { readonly language: string; readonly namespace: string; readonly content: Texts }[] = [];

/** Starts with one language; the other is loaded when somebody switches to it. */
export async function startTexts(language: Language, loadTexts: LoadTexts): Promise<void> {
  load = loadTexts;
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { ...(await loadTexts(language, 'start')) } },
    defaultNS: 'common',
    // The library's own, said out loud: else it looks at each key, whether it is one or a sentence.
    keySeparator: '.',
    nsSeparator: ':',
    interpolation: { escapeValue: false },
    // A title that is on the screen already gets its words when they come.
    react: { bindI18nStore: 'added' },
  });
  for (const { language: spoken, namespace, content } of early.splice(0))
    i18next.addResourceBundle(spoken, namespace, content);
  document.documentElement.lang = language;
}

/** The screens' texts in the language in use. */
export async function screenTexts(): Promise<void> {
  await add(i18next.language === 'en' ? 'en' : 'vi', 'screens');
}

/** Texts that are loaded with a part of the app that is rarely needed. */
export function addTexts(namespace: string, texts: Readonly<Record<Language, Texts>>): void {
  for (const [language, content] of Object.entries(texts)) {
    if (i18next.isInitialized) i18next.addResourceBundle(language, namespace, content);
    else early.push({ language, namespace, content });
  }
}

export async function changeLanguage(language: Language): Promise<void> {
  await add(language, 'start');
  await add(language, 'screens');
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

async function add(language: Language, part: TextsPart): Promise<void> {
  if (load === undefined || loaded.has(`${language} ${part}`)) return;
  const texts = await load(language, part);
  loaded.add(`${language} ${part}`);
  for (const [namespace, content] of Object.entries(texts))
    i18next.addResourceBundle(language, namespace, content, true);
}
