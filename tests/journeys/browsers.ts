/** The browsers that `.ci/install.mjs --browser` put here. */
import { mkdirSync, readFileSync } from 'node:fs';
import * as z from 'zod/mini';

const schema = z.object({ chromium: z.string(), chromium109: z.string() });

/** Paths of the executables. */
export function installedBrowsers(): z.infer<typeof schema> {
  return schema.parse(JSON.parse(readFileSync('node_modules/.cache/so-mua/browsers.json', 'utf8')));
}

export const PICTURES = 'node_modules/.cache/so-mua/pictures';
mkdirSync(PICTURES, { recursive: true });

export const PHONE = { width: 360, height: 640 } as const;
export const PC = { width: 1366, height: 768 } as const;
