/** The browsers that `.ci/install.mjs --browser` put here. */
import { mkdirSync, readFileSync } from 'node:fs';
import { chromium, firefox, type Browser } from '@playwright/test';
import * as z from 'zod/mini';

const schema = z.object({ chromium: z.string(), headless: z.string(), chromium109: z.string() });

/** Which browser the journeys are walked in: the newest Chromium, or what somebody asks for by this name. */
const WANTED = process.env['JOURNEY_BROWSER'] ?? 'chromium';

const FIREFOX = '/usr/bin/firefox-esr';

/**
 * Paths of the executables: `chromium` with everything that a window has, `headless` the same engine without it; both are
 * Chromium 109 where everything is to be walked in that.
 */
export function installedBrowsers(): z.infer<typeof schema> {
  const found = schema.parse(JSON.parse(readFileSync('node_modules/.cache/so-mua/browsers.json', 'utf8')));
  return WANTED === 'chromium109' ? { ...found, chromium: found.chromium109, headless: found.chromium109 } : found;
}

/** `letterPx`: the size of letters that the browser's settings call usual; `executablePath`: a Chromium of one's own choice. */
export async function launchBrowser(
  options: { readonly executablePath?: string; readonly letterPx?: number } = {},
): Promise<Browser> {
  const { executablePath = installedBrowsers().headless, letterPx = 16 } = options;
  // Debian's Firefox speaks the standard protocol, which this channel stands for.
  if (WANTED === 'firefox')
    return firefox.launch({
      channel: 'moz-firefox',
      executablePath: FIREFOX,
      firefoxUserPrefs: { 'font.size.variable.x-western': letterPx },
    });
  return chromium.launch({
    executablePath,
    args: letterPx === 16 ? [] : [`--blink-settings=defaultFontSize=${letterPx}`],
  });
}

export const PICTURES = 'node_modules/.cache/so-mua/pictures';
mkdirSync(PICTURES, { recursive: true });

export const PHONE = { width: 360, height: 640 } as const;
export const PC = { width: 1366, height: 768 } as const;
