import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { playClip, useClip } from '#hooks/clips.ts';
import { readAloud, stopReading, useVoice } from '#hooks/voice.ts';
import { ListenButton } from '#ui-kit/listen-button.tsx';

/** More would be read to nobody. */
const MOST_LINES = 80;

/**
 * "Nghe": what people recorded for this screen, or else the device's voice reads what is on it, or in the window above it;
 * nothing where there is neither (rule U41).
 */
export function Listen({ title }: { readonly title: string }) {
  const { i18n } = useTranslation();
  const language = i18n.language === 'en' ? 'en' : 'vi';
  const voice = useVoice(language);
  const clip = useClip(title);
  const [isReading, setReading] = useState(false);
  const stopClip = useRef<() => void>(() => undefined);
  const stop = (): void => {
    stopReading();
    stopClip.current();
    setReading(false);
  };
  // Whoever leaves the screen hears the rest of it no more.
  useEffect(
    () => () => {
      stopReading();
      stopClip.current();
    },
    [],
  );
  if (voice === undefined && clip === undefined) return null;
  const read = async (): Promise<void> => {
    setReading(true);
    const end = (): void => setReading(false);
    if (clip !== undefined) {
      stopClip.current = playClip(clip, end);
      return;
    }
    const { spokenLines } = await import('#files/spoken-text.ts');
    if (voice !== undefined) readAloud(spokenLines(textOnScreen(), language).slice(0, MOST_LINES), voice, end);
  };
  return <ListenButton isReading={isReading} onPress={() => (isReading ? stop() : void read())} />;
}

function textOnScreen(): string {
  const open = document.querySelector<HTMLElement>('dialog[open]');
  if (open !== null) return open.innerText;
  const title = document.querySelector('h1')?.textContent ?? '';
  return `${title}\n${document.querySelector('main')?.innerText ?? ''}`;
}
