/**
 * What a phone downloads, in bytes as they lie compressed beside the built files: until the farmer's home can be used,
 * with each module's screens, and everything that the service worker keeps. Exact, so the budgets are checked here.
 */
import { buildSync } from 'esbuild';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import * as z from 'zod/mini';

const APP = 'dist/app';

export interface Size {
  readonly gzip: number;
  readonly brotli: number;
}

export interface StartResults {
  readonly home: { readonly js: Size; readonly css: Size; readonly requests: number };
  /** What a module's screens load on top of the home, all of them together, without what other modules' screens share. */
  readonly screens: Readonly<Record<string, Size>>;
  /** Tables, keypad, fields: loaded with the first screen that needs them. */
  readonly sharedByScreens: Size;
  /** A module's own code in the first download: records, effects, projections, permissions. */
  readonly modules: Readonly<Record<string, Size>>;
  readonly precache: Size & { readonly files: number };
  readonly overBudget: readonly string[];
}

/** Bytes of gzip (issue 2). */
export const BUDGETS = { homeJs: 190_000, module: 4_000, screens: 25_000, precache: 900_000 } as const;

const chunkSchema = z.object({
  file: z.string(),
  isEntry: z.optional(z.boolean()),
  imports: z.optional(z.array(z.string())),
  css: z.optional(z.array(z.string())),
});
type Manifest = Readonly<Record<string, z.infer<typeof chunkSchema>>>;

export function startSuite(): StartResults {
  const manifest = z
    .record(z.string(), chunkSchema)
    .parse(JSON.parse(readFileSync(`${APP}/.vite/manifest.json`, 'utf8')));
  const entries = Object.keys(manifest).filter((key) => manifest[key]?.isEntry === true);
  const home = closure(manifest, [...entries, 'src/app/texts/vi.ts']);
  const homeFiles = filesOf(manifest, home);
  const modules: Record<string, Size> = {};
  const loaded = new Map<string, ReadonlySet<string>>();
  for (const module of readdirSync('src/modules', { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    const own = Object.keys(manifest).filter((key) => key.startsWith(`src/modules/${module.name}/screens/`));
    const files = filesOf(manifest, closure(manifest, own));
    if (own.length > 0) loaded.set(module.name, new Set([...files].filter((file) => !homeFiles.has(file))));
    modules[module.name] = headlessSize(module.name);
  }
  const usersOf = (file: string): number => [...loaded.values()].filter((files) => files.has(file)).length;
  const screens = Object.fromEntries(
    [...loaded].map(([name, files]) => [name, sizeOf([...files].filter((file) => usersOf(file) === 1))]),
  );
  const shared = new Set([...loaded.values()].flatMap((files) => [...files].filter((file) => usersOf(file) > 1)));
  const kept = [...readFileSync(`${APP}/main.js`, 'utf8').matchAll(/"url":"([^"]+)"/g)].map((match) => match[1] ?? '');
  const results = {
    home: {
      js: sizeOf([...homeFiles].filter((file) => file.endsWith('.js'))),
      css: sizeOf([...homeFiles].filter((file) => file.endsWith('.css'))),
      requests: homeFiles.size + 1,
    },
    screens,
    sharedByScreens: sizeOf([...shared]),
    modules,
    precache: { ...sizeOf(kept), files: kept.length },
  };
  return { ...results, overBudget: overBudget(results) };
}

function overBudget(results: Omit<StartResults, 'overBudget'>): readonly string[] {
  const checks: (readonly [string, number, number])[] = [
    ['JS to the farmer’s home', results.home.js.gzip, BUDGETS.homeJs],
    ['everything precached', results.precache.gzip, BUDGETS.precache],
    ...Object.entries(results.screens).map(
      ([name, size]) => [`screens of ${name}`, size.gzip, BUDGETS.screens] as const,
    ),
    ...Object.entries(results.modules).map(([name, size]) => [`module ${name}`, size.gzip, BUDGETS.module] as const),
  ];
  if (results.precache.files === 0) return ['nothing is precached'];
  return checks.flatMap(([what, size, budget]) => (size > budget ? [`${what}: ${size} B of ${budget} B`] : []));
}

function closure(manifest: Manifest, keys: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const visit = (key: string): void => {
    if (seen.has(key)) return;
    seen.add(key);
    for (const next of manifest[key]?.imports ?? []) visit(next);
  };
  for (const key of keys) visit(key);
  return seen;
}

function filesOf(manifest: Manifest, keys: ReadonlySet<string>): ReadonlySet<string> {
  const files = new Set<string>();
  for (const key of keys) {
    const chunk = manifest[key];
    if (chunk === undefined) continue;
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
  }
  return files;
}

function sizeOf(files: readonly string[]): Size {
  const bytes = (file: string, ending: string): number => {
    const path = join(APP, `${file}${ending}`);
    return statSync(existsSync(path) ? path : join(APP, file)).size;
  };
  return {
    gzip: files.reduce((sum, file) => sum + bytes(file, '.gz'), 0),
    brotli: files.reduce((sum, file) => sum + bytes(file, '.br'), 0),
  };
}

/** The module alone, minified, everything that it imports from outside its folder left out. */
function headlessSize(name: string): Size {
  const built = buildSync({
    entryPoints: [`src/modules/${name}/index.ts`],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'chrome80',
    external: ['#kernel/*', '#modules/*', '#protocol/*', 'zod/*'],
    logLevel: 'error',
  });
  const code = built.outputFiles[0]?.contents ?? new Uint8Array(0);
  return { gzip: gzipSync(code, { level: 9 }).length, brotli: brotliCompressSync(code).length };
}
