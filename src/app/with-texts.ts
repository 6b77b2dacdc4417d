import { lazy, type ComponentType } from 'react';
import { screenTexts } from '#i18n/index.ts';

/** A part of the app that is loaded when it is shown, with its words: asked for together, since each asking is a round trip. */
export function withTexts<Props>(load: () => Promise<{ readonly default: ComponentType<Props> }>) {
  return lazy(async () => {
    const [loaded] = await Promise.all([load(), screenTexts()]);
    return loaded;
  });
}
