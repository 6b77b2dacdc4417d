import type { Texts } from '#i18n/index.ts';

/** Files by their folder's name; the app's own are `common`. */
export function namespaces(files: Readonly<Record<string, Texts>>): Readonly<Record<string, Texts>> {
  const named: Record<string, Texts> = {};
  for (const [path, content] of Object.entries(files)) {
    const folder = /([^/]+)\/(?:locales|tiles)\/\w+\.json$/.exec(path)?.[1] ?? '..';
    named[folder === '..' ? 'common' : folder] = content;
  }
  return named;
}
