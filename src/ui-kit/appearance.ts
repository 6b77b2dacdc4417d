export type TextSize = 'normal' | 'large' | 'very-large';
export type Theme = 'paper' | 'sun';

/** Sets the text size (U4) and the sun mode (U5) for the whole page. */
export function applyAppearance({ textSize, theme }: { readonly textSize: TextSize; readonly theme: Theme }): void {
  document.documentElement.dataset['text'] = textSize;
  document.documentElement.dataset['theme'] = theme;
}
