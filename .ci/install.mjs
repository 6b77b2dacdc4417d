// Installs what is missing: packages when the lock file, Node or the platform changed, and with --browser what the tests
// need beside them: a Chromium, a Firefox, a PostgreSQL server and a LibreOffice.
// Node built-ins only, since it runs before anything is installed.
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';

const root = fileURLToPath(new URL('..', import.meta.url));
const DEBIAN_POSTGRES = '/usr/lib/postgresql';
const FIREFOX = '/usr/bin/firefox-esr';
const cache = join(root, 'node_modules', '.cache', 'so-mua');
/** Debian's lists are asked for once. */
let hasUpdated = false;

installPackages();
if (process.argv.includes('--browser')) {
  installBrowsers();
  installPostgres();
  installOffice();
}

function installPackages() {
  const stampFile = join(root, 'node_modules', '.so-mua-stamp');
  const stamp = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(`${process.version} ${process.platform} ${process.arch}`)
    .digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  console.log('Installing packages (once; the database driver may compile for two minutes) …');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--prefer-offline', '--no-audit', '--no-fund'];
  const outcome = npm
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
    : spawnSync('npm', args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (outcome.status !== 0) fail('npm ci did not finish. Check the connection to the npm registry and run the same command again.');
  writeFileSync(stampFile, stamp);
}

function installBrowsers() {
  mkdirSync(cache, { recursive: true });
  const chromium = onPath(['chromium', 'chromium-browser', 'google-chrome']) ?? installFromDebian();
  // The same browser without a window's own pages, which cost a fifth of the time that the journeys take.
  const headless = onPath(['chromium-headless-shell']) ?? (aptInstall('chromium-headless-shell') ? onPath(['chromium-headless-shell']) : undefined);
  const chromium109 = unpackChromium109();
  if (!starts(chromium109)) aptInstall('libnss3', 'libnspr4');
  if (!starts(chromium109)) fail('Chromium 109 does not start. It needs libnss3; install it and run the same command again.');
  if (!existsSync(FIREFOX)) {
    console.log('Installing Firefox ESR for the browser tests (once) …');
    aptInstall('firefox-esr');
    if (!existsSync(FIREFOX)) fail('There is no Firefox ESR. Install it (Debian: firefox-esr) and run the same command again.');
  }
  writeFileSync(join(cache, 'browsers.json'), `${JSON.stringify({ chromium: chromium ?? chromium109, headless: headless ?? chromium ?? chromium109, chromium109 }, null, 2)}\n`);
}

/** The server alone: tests start it themselves, on data folders and ports of their own. */
function installPostgres() {
  const isThere = () => onPath(['initdb']) !== undefined || (existsSync(DEBIAN_POSTGRES) && readdirSync(DEBIAN_POSTGRES).some((version) => existsSync(join(DEBIAN_POSTGRES, version, 'bin', 'initdb'))));
  if (isThere()) return;
  console.log('Installing PostgreSQL for the tests of the server (once) …');
  aptInstall('postgresql');
  if (!isThere()) fail('There is no PostgreSQL server. Install one (Debian: postgresql) and run the same command again.');
}

/** Opens the tables that the app writes. */
function installOffice() {
  if (onPath(['soffice']) !== undefined) return;
  console.log('Installing LibreOffice for the proof of the tables (once) …');
  aptInstall('libreoffice-calc-nogui');
  if (onPath(['soffice']) === undefined) fail('There is no LibreOffice. Install it (Debian: libreoffice-calc-nogui) and run the same command again.');
}

function onPath(names) {
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      const file = join(folder, name);
      if (existsSync(file)) return file;
    }
  }
  return undefined;
}

function installFromDebian() {
  console.log('Installing Chromium for the browser tests (once) …');
  return aptInstall('chromium') ? onPath(['chromium']) : undefined;
}

function aptInstall(...packages) {
  if (process.getuid?.() !== 0 || onPath(['apt-get']) === undefined) return false;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  hasUpdated ||= apt('update');
  return hasUpdated && apt('install', '-y', '--no-install-recommends', ...packages);
}

function starts(file) {
  return spawnSync(file, ['--no-sandbox', '--headless', '--dump-dom', 'about:blank'], { stdio: 'ignore', timeout: 30_000 }).status === 0;
}

/** The Chromium 109 that the npm package ships: the newest that Windows 7 can have. Needs libnss3. */
function unpackChromium109() {
  const packed = join(root, 'node_modules', 'chromium109', 'bin', 'chromium.br');
  const folder = join(cache, 'chromium109');
  const file = join(folder, 'chromium');
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, brotliDecompressSync(readFileSync(packed)));
    chmodSync(file, 0o755);
  }
  return file;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
