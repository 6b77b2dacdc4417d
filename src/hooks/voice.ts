/** The device's own voice: whether it has one for a language, and reading lines aloud (rule U41). */
import { useEffect, useState } from 'react';

/** A little slower than people talk: it is read to somebody who looks at the screen meanwhile. */
const RATE = 0.9;

/** The voice for a language (`vi`, `en`), as soon as the browser says that there is one; undefined where there is none. */
export function useVoice(language: string): SpeechSynthesisVoice | undefined {
  const [voice, setVoice] = useState<SpeechSynthesisVoice>();
  useEffect(() => {
    const speech = synthesis();
    if (speech === undefined) return undefined;
    const look = (): void => setVoice(speech.getVoices().find(({ lang }) => isOf(lang, language)));
    look();
    // Most browsers tell their voices some time after they were asked.
    speech.addEventListener('voiceschanged', look);
    return () => speech.removeEventListener('voiceschanged', look);
  }, [language]);
  return voice;
}

/**
 * Reads the lines one after the other; each is an utterance of its own, since some browsers fall silent in the middle of a
 * long one. `onEnd`: when all are read, or something went wrong.
 */
export function readAloud(lines: readonly string[], voice: SpeechSynthesisVoice, onEnd: () => void): void {
  const speech = synthesis();
  if (speech === undefined || lines.length === 0) return onEnd();
  speech.cancel();
  lines.forEach((line, index) => {
    const utterance = new SpeechSynthesisUtterance(line);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.rate = RATE;
    utterance.addEventListener('error', onEnd);
    if (index === lines.length - 1) utterance.addEventListener('end', onEnd);
    speech.speak(utterance);
  });
}

export function stopReading(): void {
  synthesis()?.cancel();
}

/** Old WebViews have none, or only half of one. */
function synthesis(): SpeechSynthesis | undefined {
  const isWhole = 'speechSynthesis' in window && 'SpeechSynthesisUtterance' in window;
  return isWhole && typeof window.speechSynthesis.addEventListener === 'function' ? window.speechSynthesis : undefined;
}

/** Android writes `vi_VN`, everybody else `vi-VN`. */
function isOf(voiceLanguage: string, language: string): boolean {
  return voiceLanguage.toLowerCase().split(/[-_]/)[0] === language;
}
