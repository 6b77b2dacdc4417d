import { lazy, type ComponentType } from 'react';
import { screenTexts } from '#i18n/index.ts';

/** A part of the app that is loaded when it is shown, its words before it. */
export function withTexts<Props>(load: () => Promise<{ readonly default: ComponentType<Props> }>) {
  return lazy(async () => {
    await screenTexts();
    return load();
  });
}
