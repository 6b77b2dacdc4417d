// Builds the app into dist/app and the server into dist/server.js, each only when its sources changed.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { tooNewIn } from './too-new.mjs';

/** What `vite.config.ts` writes above the parts that every start runs nearly all of. */
const COMPILE_WHOLE = '//# allFunctionsCalledOnLoad';

const root = fileURLToPath(new URL('..', import.meta.url));
const stampFile = join(root, 'dist', 'stamp');
const stamp = hashOf(['src', 'public', 'sync-server', 'index.html', 'vite.config.ts', 'package-lock.json', 'package.json']);
if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) process.exit(0);

// By their own programs, and not by commands: those have other names on Windows.
const [{ build: buildApp }, { build: buildServer }] = await Promise.all([import('vite'), import('esbuild')]);
await buildApp({ root, logLevel: 'warn' });
await buildServer({
  absWorkingDir: root,
  entryPoints: ['sync-server/main.ts'],
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  outfile: 'dist/server.js',
  logLevel: 'warning',
});
let compiledWhole = 0;
for (const file of filesIn(join(root, 'dist', 'app')).filter((name) => /\.(js|css|html|svg|json|webmanifest)$/.test(name))) {
  const bytes = readFileSync(file);
  if (bytes.toString('utf8').startsWith(COMPILE_WHOLE)) compiledWhole += 1;
  const [tooNew] = file.endsWith('.js') ? tooNewIn(bytes.toString('utf8')) : [];
  if (tooNew !== undefined) throw new Error(`${file.slice(root.length)} has ${tooNew}`);
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
}
if (compiledWhole !== 2) throw new Error(`the two parts of every start begin with ${COMPILE_WHOLE}, and ${compiledWhole} do`);
writeFileSync(stampFile, stamp);

function hashOf(names) {
  const hash = createHash('sha256');
  for (const name of names) {
    const path = join(root, name);
    const files = /\.[a-z]+$/.test(name) ? [path] : filesIn(path).sort();
    for (const file of files) hash.update(file.slice(root.length)).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)]));
}
