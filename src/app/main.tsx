import '#ui-kit/tokens.css';
import '#ui-kit/base.css';
import '#ui-kit/print.css';
import { createRoot } from 'react-dom/client';
import { startTexts, type Language, type Texts } from '#i18n/index.ts';
import { required } from '#kernel/result.ts';
import { App } from './app.tsx';
import { readLanguage } from './profile.ts';
import { applyAppearance, readAppearance } from '#ui-kit/appearance.ts';
import { registerServiceWorker } from './service-worker-page.ts';

// Every `locales/<language>.json` is a namespace named after its folder.
const files = import.meta.glob<Texts>(['../modules/*/locales/*.json', '../ui-kit/locales/*.json', './locales/*.json'], {
  eager: true,
  import: 'default',
});

const texts: Record<Language, Record<string, Texts>> = { vi: {}, en: {} };
for (const [path, content] of Object.entries(files)) {
  const [, folder = '', language = ''] = /([^/]+)\/locales\/(vi|en)\.json$/.exec(path) ?? [];
  const namespace = folder === '' || path.startsWith('./') ? 'common' : folder;
  if (language === 'vi' || language === 'en') texts[language][namespace] = content;
}

applyAppearance(readAppearance());
whenStarted(startTexts(readLanguage(), texts));
registerServiceWorker();

/** Old browsers know no await at the top. */
function whenStarted(started: Promise<void>): void {
  started.then(
    () => createRoot(required(document.getElementById('app'), 'the page has a place for the app')).render(<App />),
    (cause: unknown) => {
      throw cause;
    },
  );
}
