import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readAloud, stopReading, useVoice } from '#hooks/voice.ts';
import { ListenButton } from '#ui-kit/listen-button.tsx';

/** More would be read to nobody. */
const MOST_LINES = 80;

/** "Nghe": reads what is on the screen, or in the window above it; nothing where the device has no voice (rule U41). */
export function Listen() {
  const { i18n } = useTranslation();
  const language = i18n.language === 'en' ? 'en' : 'vi';
  const voice = useVoice(language);
  const [isReading, setReading] = useState(false);
  // Whoever leaves the screen hears the rest of it no more.
  useEffect(() => stopReading, []);
  if (voice === undefined) return null;
  const read = async (): Promise<void> => {
    setReading(true);
    const { spokenLines } = await import('#files/spoken-text.ts');
    readAloud(spokenLines(textOnScreen(), language).slice(0, MOST_LINES), voice, () => setReading(false));
  };
  const stop = (): void => {
    stopReading();
    setReading(false);
  };
  return <ListenButton isReading={isReading} onPress={() => (isReading ? stop() : void read())} />;
}

function textOnScreen(): string {
  const open = document.querySelector<HTMLElement>('dialog[open]');
  if (open !== null) return open.innerText;
  const title = document.querySelector('h1')?.textContent ?? '';
  return `${title}\n${document.querySelector('main')?.innerText ?? ''}`;
}
