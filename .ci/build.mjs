// Builds the app into dist/app and the server into dist/server.js, each only when its sources changed.
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const root = new URL('..', import.meta.url).pathname;
const stampFile = join(root, 'dist', 'stamp');
const stamp = hashOf(['src', 'public', 'sync-server', 'index.html', 'vite.config.ts', 'package-lock.json', 'package.json']);
if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) process.exit(0);

run('vite', ['build', '--logLevel', 'warn']);
run('esbuild', ['sync-server/main.ts', '--bundle', '--platform=node', '--format=esm', '--target=node20', '--packages=external', '--outfile=dist/server.js', '--log-level=warning']);
for (const file of filesIn(join(root, 'dist', 'app')).filter((name) => /\.(js|css|html|svg|json|webmanifest)$/.test(name))) {
  const bytes = readFileSync(file);
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
}
writeFileSync(stampFile, stamp);

function run(name, args) {
  const outcome = spawnSync(join(root, 'node_modules', '.bin', name), args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (outcome.status !== 0) process.exit(outcome.status ?? 1);
}

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
