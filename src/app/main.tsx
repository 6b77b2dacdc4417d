import '#ui-kit/tokens.css';
import '#ui-kit/base.css';
import '#ui-kit/print.css';
import { createRoot } from 'react-dom/client';
import { startTexts, type LoadTexts } from '#i18n/index.ts';
import { required } from '#kernel/result.ts';
import { applyAppearance, readAppearance } from '#ui-kit/appearance.ts';
import { App } from './app.tsx';
import { readLanguage } from './profile.ts';

const loadTexts: LoadTexts = async (language, part) => {
  if (part === 'start') return (await (language === 'en' ? import('./texts/en.ts') : import('./texts/vi.ts'))).texts;
  return (await (language === 'en' ? import('./texts/screens-en.ts') : import('./texts/screens-vi.ts'))).texts;
};

applyAppearance(readAppearance());
whenStarted(startTexts(readLanguage(), loadTexts));
afterStart().catch((cause: unknown) => console.warn('after the start', cause));

/** Old browsers know no await at the top. */
function whenStarted(started: Promise<void>): void {
  started.then(
    () => createRoot(required(document.getElementById('app'), 'the page has a place for the app')).render(<App />),
    (cause: unknown) => {
      throw cause;
    },
  );
}

/** The home does not wait for it. */
async function afterStart(): Promise<void> {
  (await import('./after-start.ts')).afterStart();
}
