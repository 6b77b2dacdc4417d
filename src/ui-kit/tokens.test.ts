import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

function tokensOf(selector: string): ReadonlyMap<string, string> {
  const block = css.slice(css.indexOf(`${selector} {`)).split('}')[0] ?? '';
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]));
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(left: string, right: string): number {
  const [dark = 0, light = 0] = [luminance(left), luminance(right)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const paper = tokensOf(':root');
const sun = new Map([...paper, ...tokensOf(':root[data-theme="sun"]')]);

const TEXT_ON = [
  ...['ink', 'ink-soft', 'green', 'indigo', 'earth', 'red', 'gold-ink'].flatMap(
    (text) =>
      [
        [text, 'paper'],
        [text, 'surface'],
      ] as const,
  ),
  ...['ink', 'ink-soft'].flatMap((text) =>
    ['sunken', 'green-tint', 'gold-tint'].map((ground) => [text, ground] as const),
  ),
  ['green', 'green-tint'],
  ['gold-ink', 'gold-tint'],
  ['indigo', 'indigo-tint'],
  ['earth', 'earth-tint'],
  ['red', 'red-tint'],
  ['on-strong', 'green'],
] as const;

describe.each([
  ['paper', paper],
  ['sun', sun],
] as const)('the %s theme', (_name, tokens) => {
  const colour = (name: string) => tokens.get(name) ?? expect.fail(`no token ${name}`);

  test.each(TEXT_ON)('[U5] text in %s on %s has a contrast of at least 7:1', (text, ground) => {
    expect(contrast(colour(text), colour(ground))).toBeGreaterThanOrEqual(7);
  });

  test.each(['paper', 'surface', 'sunken'])('[U5] an edge on %s has a contrast of at least 4.5:1', (ground) => {
    expect(contrast(colour('edge'), colour(ground))).toBeGreaterThanOrEqual(4.5);
  });
});
