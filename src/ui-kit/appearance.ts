/** Text size (U4) and sun mode (U5), kept on the device and set for the whole page. */
export const TEXT_SIZES = ['normal', 'large', 'very-large'] as const;
export type TextSize = (typeof TEXT_SIZES)[number];

export interface Appearance {
  readonly textSize: TextSize;
  /** Black on white, no grey, no shadow. */
  readonly isSunny: boolean;
}

const KEY = 'so-mua.appearance';

export function isTextSize(text: string): text is TextSize {
  return TEXT_SIZES.some((size) => size === text);
}

export function readAppearance(): Appearance {
  const [size = '', theme] = (localStorage.getItem(KEY) ?? '').split(' ');
  return { textSize: isTextSize(size) ? size : 'normal', isSunny: theme === 'sun' };
}

/** Whether somebody has ever chosen on this device. */
export function hasChosenAppearance(): boolean {
  return localStorage.getItem(KEY) !== null;
}

export function writeAppearance(appearance: Appearance): void {
  localStorage.setItem(KEY, `${appearance.textSize} ${appearance.isSunny ? 'sun' : 'paper'}`);
  applyAppearance(appearance);
}

export function applyAppearance({ textSize, isSunny }: Appearance): void {
  document.documentElement.dataset['text'] = textSize;
  document.documentElement.dataset['theme'] = isSunny ? 'sun' : 'paper';
}
