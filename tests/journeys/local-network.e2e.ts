/** An office PC and a phone in one Wi-Fi, without a domain: the page over http, the certificate, and the app over https. */
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeTemporaryFolders, temporaryFolder } from '../helpers/temporary-folder.ts';
import { axeViolations } from './axe.ts';
import { installedBrowsers, PC, PHONE, PICTURES } from './browsers.ts';
import { networkAddress } from './network-address.ts';
import { foundCoop } from './people.ts';
import { see } from './see.ts';
import { startServer, type RunningServer } from './start-server.ts';

let server: RunningServer;
const contexts: BrowserContext[] = [];
const profiles: string[] = [];

beforeEach(async () => {
  server = await startServer({ dataDir: temporaryFolder(), environment: { HOST: '0.0.0.0', HTTPS_PORT: '0' } });
});
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
  await server.kill();
  removeTemporaryFolders();
  // A browser that is closed still writes for a moment.
  for (const profile of profiles.splice(0)) rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
});

async function open(parts: {
  readonly language: string;
  readonly size: typeof PHONE | typeof PC;
  readonly trusts?: string;
}) {
  const { language, size, trusts } = parts;
  const profile = mkdtempSync(join(tmpdir(), 'so-mua-profile-'));
  profiles.push(profile);
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: installedBrowsers().chromium,
    viewport: size,
    locale: language,
    args: trusts === undefined ? [] : [`--ignore-certificate-errors-spki-list=${trusts}`],
  });
  contexts.push(context);
  return context.pages()[0] ?? context.newPage();
}

/** SHA-256 of the key that the server shows to who trusts the authority. */
async function keyShown(host: string, port: number, authority: Buffer): Promise<string> {
  const ca = new X509Certificate(authority).toString();
  const socket = connect({ host, port, ca });
  await once(socket, 'secureConnect');
  const key = socket.getPeerX509Certificate()?.publicKey.export({ type: 'spki', format: 'der' });
  socket.destroy();
  return createHash('sha256')
    .update(key ?? '')
    .digest('base64');
}

async function widthBeyond(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

test('a phone is told how to be set up, and keeps its book over https without a network', async () => {
  const address = networkAddress();
  const secure = /https:\/\/[^\s]+:(\d+)/.exec(server.said)?.[1] ?? '';
  const plain = `http://${address}:${server.port}${address === '127.0.0.1' ? '/cai-may' : '/'}`;

  for (const [name, size] of [
    ['phone', PHONE],
    ['pc', PC],
  ] as const) {
    for (const language of ['vi-VN', 'en-GB'] as const) {
      const page = await open({ language, size });
      await page.goto(plain);
      await see(page.locator('h1')).toHaveText(
        language === 'vi-VN' ? 'Cài máy này một lần' : 'Set this device up once',
      );
      expect(await widthBeyond(page)).toBe(0);
      expect(await axeViolations(page)).toEqual([]);
      await page.screenshot({ path: `${PICTURES}/set-up-${name}-${language.slice(0, 2)}.png`, fullPage: true });
    }
  }

  const stranger = await open({ language: 'vi-VN', size: PHONE });
  await stranger.goto(plain);
  const downloading = stranger.waitForEvent('download');
  await stranger.getByRole('link', { name: 'Tải tệp chứng chỉ' }).click();
  expect((await downloading).suggestedFilename()).toBe('so-mua.crt');
  const app = `https://${address}:${secure}/`;
  await expect(stranger.goto(app)).rejects.toThrow('ERR_CERT_AUTHORITY_INVALID');

  const file = Buffer.from(await (await fetch(`http://${address}:${server.port}/chung-chi.crt`)).arrayBuffer());
  // What a phone finds out when it trusts the file; this browser is told of the outcome.
  const trusts = await keyShown(address, Number(secure), file);
  const phone = await open({ language: 'vi-VN', size: PHONE, trusts });
  await phone.goto(`${app}thiet-lap#${server.setupToken ?? ''}`);
  expect(await phone.evaluate(() => window.isSecureContext)).toBe(true);
  await foundCoop(phone, 'HTX Chè Shan Suối Vàng', 'Nông Thị Niềm');
  await phone.evaluate(async () => navigator.serviceWorker.ready);
  await server.kill();
  await phone.reload();
  await see(phone.getByRole('button', { name: 'Thành viên', exact: true })).toBeVisible();
  await phone.screenshot({ path: `${PICTURES}/local-network-app.png` });
});
