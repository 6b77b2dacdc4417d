/** Text size (U4), sun mode (U5) and the hand that holds the phone, kept on the device and set for the whole page. */
export const TEXT_SIZES = ['normal', 'large', 'very-large'] as const;
export type TextSize = (typeof TEXT_SIZES)[number];

export interface Appearance {
  readonly textSize: TextSize;
  /** Black on white, no grey, no shadow. */
  readonly isSunny: boolean;
  /** What is pressed most lies under the left thumb. */
  readonly isLeftHanded: boolean;
}

const KEY = 'so-mua.appearance';

export function isTextSize(text: string): text is TextSize {
  return TEXT_SIZES.some((size) => size === text);
}

export function readAppearance(): Appearance {
  const [size = '', theme, hand] = (localStorage.getItem(KEY) ?? '').split(' ');
  return { textSize: isTextSize(size) ? size : 'normal', isSunny: theme === 'sun', isLeftHanded: hand === 'left' };
}

/** Whether somebody has ever chosen on this device. */
export function hasChosenAppearance(): boolean {
  return localStorage.getItem(KEY) !== null;
}

export function writeAppearance(appearance: Appearance): void {
  const { textSize, theme, hand } = words(appearance);
  localStorage.setItem(KEY, `${textSize} ${theme} ${hand}`);
  applyAppearance(appearance);
}

export function applyAppearance(appearance: Appearance): void {
  const { textSize, theme, hand } = words(appearance);
  document.documentElement.dataset['text'] = textSize;
  document.documentElement.dataset['theme'] = theme;
  document.documentElement.dataset['hand'] = hand;
}

function words({ textSize, isSunny, isLeftHanded }: Appearance) {
  return { textSize, theme: isSunny ? 'sun' : 'paper', hand: isLeftHanded ? 'left' : 'right' };
}
