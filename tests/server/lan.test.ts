/** HTTPS for the local network without a domain: real handshakes, and what is left without TLS. */
import 'reflect-metadata';
import { X509Certificate as SystemCertificate } from 'node:crypto';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { get as getSecurely } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect, createServer as createTlsServer, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import {
  PemConverter,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
  type JsonGeneralName,
} from '@peculiar/x509';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { registry } from '#modules/registry.ts';
import { decodeSyncError } from '#protocol/sync-message.ts';
import { readConfig } from '#server/config.ts';
import { Certificates } from '#server/lan/certificates.ts';
import { makeAuthority, speakableNames, type KeyedCertificate } from '#server/lan/issue.ts';
import { listenSecurely, type SecureListener } from '#server/lan/listener.ts';
import { namesOf, reachableOf, type LocalNames } from '#server/lan/names.ts';
import { createServer, type SoMuaServer } from '#server/server.ts';
import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import type { EmbeddedStore } from '#server/store/store.ts';
import { removeTemporaryFolders, temporaryFolder } from '../helpers/temporary-folder.ts';

const DAY_MS = 86_400_000;
const NEIGHBOUR = '192.168.1.77';
const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/;

let dataDir: string;
let nowMs: number;
let names: LocalNames;
let store: EmbeddedStore;
let certificates: Certificates;
let server: SoMuaServer;
let listener: SecureListener;

beforeEach(async () => {
  dataDir = temporaryFolder();
  nowMs = Date.now();
  names = namesOf('HTX-PC7', ['192.168.1.5', 'fe80::1']);
  store = openSqliteStore({ dataDir: ':memory:' });
  certificates = await opened();
  const plainHttp = { certificates, securePort: () => listener.port, plainPort: () => 8080 };
  server = createServer({ store, registry, now: Date.now, plainHttp });
  listener = await listenSecurely(server.http, {
    certificates,
    port: 0,
    host: '127.0.0.1',
    onTrouble: (cause) => expect(cause).toBeUndefined(),
  });
});
afterEach(async () => {
  await Promise.all([listener.end(), server.end()]);
  store.close();
  removeTemporaryFolders();
});

async function opened(): Promise<Certificates> {
  return Certificates.open({ dataDir, now: () => new Date(nowMs), names: () => names });
}

function pem(der: Buffer): string {
  return `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----`;
}

/** What a phone that trusts `ca` and calls the server by `name` is shown. Rejects where it would warn. */
async function shownTo(name: string, ca = pem(certificates.authority)): Promise<DetailedPeerCertificate> {
  const isAddress = /^[\d.]+$/.test(name);
  const socket: TLSSocket = connect({
    host: '127.0.0.1',
    port: listener.port,
    ca,
    ...(isAddress ? {} : { servername: name }),
    checkServerIdentity: (_host, certificate) => checkName(name, certificate.subjectaltname ?? ''),
  });
  try {
    await once(socket, 'secureConnect');
    return socket.getPeerCertificate(true);
  } finally {
    socket.destroy();
  }
}

function checkName(name: string, said: string): Error | undefined {
  const isNamed = said.split(', ').some((each) => each === `DNS:${name}` || each === `IP Address:${name}`);
  return isNamed ? undefined : new Error(`not for ${name}: ${said}`);
}

async function plainly(url: string, more: { headers?: Record<string, string>; remoteAddress?: string } = {}) {
  return server.http.inject({ method: 'GET', url, remoteAddress: NEIGHBOUR, ...more });
}

describe('the certificate', () => {
  test('is taken by who trusts the authority, under every name of the machine', async () => {
    for (const name of ['localhost', 'htx-pc7.local', 'htx-pc7', '192.168.1.5', '127.0.0.1'])
      expect((await shownTo(name)).subject.CN).toBe('htx-pc7.local');
    const answer = await new Promise<string>((resolve, reject) => {
      const ca = pem(certificates.authority);
      const request = getSecurely({ host: '127.0.0.1', port: listener.port, path: '/health', ca }, (response) => {
        response.setEncoding('utf8').once('data', resolve);
      });
      request.once('error', reject);
    });
    expect(JSON.parse(answer)).toEqual({ status: 'ready' });
  });

  test('is refused by who trusts another authority, or none', async () => {
    const other = await makeAuthority(names, new Date(nowMs));
    await expect(shownTo('localhost', other.certificate)).rejects.toThrow(/self.signed|unable to (get|verify)/i);
    await expect(shownTo('localhost', '')).rejects.toThrow(/self.signed|unable to (get|verify)/i);
    await expect(shownTo('bank.example.vn')).rejects.toThrow(/not for bank/);
  });

  test('lives shorter than browsers allow, and the authority ten years', async () => {
    const { valid_from, valid_to, issuerCertificate } = await shownTo('localhost');
    expect((Date.parse(valid_to) - Date.parse(valid_from)) / DAY_MS).toBe(396);
    const years = (Date.parse(issuerCertificate.valid_to) - Date.parse(issuerCertificate.valid_from)) / (365 * DAY_MS);
    expect(years).toBeCloseTo(10, 1);
  });

  test('is made anew before it ends, by the same authority, while the server works', async () => {
    const before = await shownTo('localhost');
    nowMs += (396 - 60 - 2) * DAY_MS;
    await listener.look();
    expect((await shownTo('localhost')).fingerprint256).toBe(before.fingerprint256);
    nowMs += 2 * DAY_MS;
    await listener.look();
    const [leaf = ''] = PEM.exec(certificates.leaf.certificate) ?? [];
    expect(leaf).not.toBe(pem(before.raw));
    const authority = certificates.authority;
    // Phones live in the present, so the new one is looked at by the present.
    nowMs = Date.now();
    await listener.look();
    expect((await shownTo('localhost')).fingerprint256).not.toBe(before.fingerprint256);
    expect(certificates.authority.equals(authority)).toBe(true);
  });

  test('follows the machine to another address and another name', async () => {
    await expect(shownTo('10.0.0.9')).rejects.toThrow(/not for 10/);
    names = namesOf('van-phong', ['10.0.0.9']);
    await listener.look();
    expect((await shownTo('10.0.0.9')).subject.CN).toBe('van-phong.local');
    await expect(shownTo('192.168.1.5')).rejects.toThrow(/not for 192/);
    const before = (await shownTo('localhost')).fingerprint256;
    await listener.look();
    expect((await shownTo('localhost')).fingerprint256).toBe(before);
    expect(certificates.reachable).toEqual(['10.0.0.9', 'van-phong.local']);
  });

  test('is the same after a start, and only its owner reads the keys', async () => {
    const again = await opened();
    expect([again.fingerprint, again.leaf]).toEqual([certificates.fingerprint, certificates.leaf]);
    for (const name of ['authority.pem', 'server.pem'])
      expect(statSync(join(dataDir, 'tls', name)).mode & 0o777).toBe(0o600);
    expect(statSync(join(dataDir, 'tls')).mode & 0o777).toBe(0o700);
  });

  test('comes from a new authority when the old one has ended, which is said a year before', async () => {
    expect(certificates.authorityEndsSoon).toBeUndefined();
    nowMs += 3_651 * DAY_MS - 364 * DAY_MS;
    expect(certificates.authorityEndsSoon).toBeInstanceOf(Date);
    nowMs += 365 * DAY_MS;
    const after = await opened();
    expect(after.fingerprint).not.toBe(certificates.fingerprint);
    expect(after.authorityEndsSoon).toBeUndefined();
  });

  test('does not outlive its authority, and is not made again and again at its end', async () => {
    nowMs += 3_600 * DAY_MS;
    const atTheEnd = await opened();
    const { leaf } = atTheEnd;
    nowMs += 40 * DAY_MS;
    expect([await atTheEnd.renew(), atTheEnd.leaf]).toEqual([false, leaf]);
  });
});

describe('the authority', () => {
  test('cannot speak for anything outside: who steals its key makes no bank', async () => {
    const authority = await makeAuthority(names, new Date());
    const { hosts } = speakableNames(authority.certificate, { hosts: ['localhost', 'bank.example.vn'], addresses: [] });
    expect(hosts).toEqual(['localhost']);
    const trusted = async (name: string, type: 'dns' | 'ip'): Promise<string> => {
      const forged = await forgedBy(authority, { type, value: name });
      const bank = createTlsServer(forged).listen(0, '127.0.0.1');
      await once(bank, 'listening');
      try {
        const { port } = bank.address() as AddressInfo; // It listens on a port.
        const socket = connect({
          host: '127.0.0.1',
          port,
          ca: authority.certificate,
          checkServerIdentity: () => undefined,
        });
        const outcome = await once(socket, 'secureConnect').then(
          () => 'trusted',
          (cause: unknown) => String(cause),
        );
        socket.destroy();
        return outcome;
      } finally {
        bank.close();
      }
    };
    expect(await trusted('pc-9.local', 'dns')).toBe('trusted');
    expect(await trusted('10.1.2.3', 'ip')).toBe('trusted');
    expect(await trusted('bank.example.vn', 'dns')).toMatch(/permitted subtree violation/);
    expect(await trusted('203.0.113.5', 'ip')).toMatch(/permitted subtree violation/);
  });

  test('takes no bare name that could be a country, and speaks for an address that the machine has', async () => {
    expect(namesOf('vn', []).hosts).toEqual(['localhost', 'vn.local']);
    expect(namesOf('xn--abc', []).hosts).toEqual(['localhost', 'xn--abc.local']);
    expect(namesOf('PC-2.htx.example', []).hosts).toEqual(['localhost', 'pc-2.local', 'pc-2']);
    expect(namesOf('máy', []).hosts).toEqual(['localhost']);
    const own = namesOf('pc-2', ['fd00::2', '203.0.113.5', 'fe80::3']);
    expect(reachableOf(own)).toEqual(['203.0.113.5', 'pc-2.local', 'pc-2']);
    const { certificate } = await makeAuthority(own, new Date());
    const later = namesOf('pc-3', ['203.0.113.5', '203.0.113.6']);
    expect(reachableOf(speakableNames(certificate, later))).toEqual(['203.0.113.5', 'pc-3.local']);
  });
});

/** As a thief with the authority's key would, by whatever tool. */
async function forgedBy(authority: KeyedCertificate, name: JsonGeneralName) {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const stolen = PemConverter.decodeFirst(authority.key);
  const certificate = await X509CertificateGenerator.create({
    subject: 'CN=Bank',
    issuer: new X509Certificate(authority.certificate).subjectName,
    publicKey: keys.publicKey,
    signingKey: await crypto.subtle.importKey('pkcs8', stolen, algorithm, false, ['sign']),
    extensions: [new SubjectAlternativeNameExtension([name])],
  });
  const key = PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
  return { key, cert: certificate.toString('pem') };
}

describe('without TLS', () => {
  test('a neighbour gets the page that says how to go on, whatever was asked', async () => {
    for (const url of ['/', '/thu-hoach', '/index.html', '/quan-tri', '/metrics']) {
      const { statusCode, headers, body } = await plainly(url);
      expect([statusCode, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
      expect(headers['content-security-policy']).toContain("script-src 'self'");
      expect(body).toContain('<html lang="vi">');
      expect(body).toContain(`href="https://192.168.1.5:${listener.port}/"`);
      expect(body).toContain('http://192.168.1.5:8080/chung-chi.crt');
      expect(body).toContain(certificates.fingerprint);
      expect(body.match(/<svg class="drawing"/g)).toHaveLength(9);
      expect(body.match(/<svg role="img"/g)).toHaveLength(2);
      expect(body).not.toMatch(/<script|\bon\w+=|src="http/);
    }
  });

  test('it is in English for who prefers that, and names first what led here', async () => {
    const { body } = await plainly('/', {
      headers: { 'accept-language': 'en-GB,vi;q=0.5', host: 'htx-pc7.local:8080' },
    });
    expect(body).toContain('Set this device up once');
    expect(body.indexOf(`https://htx-pc7.local:${listener.port}/`)).toBeLessThan(body.indexOf('https://192.168.1.5'));
    expect((await plainly('/?lang=vi', { headers: { 'accept-language': 'en' } })).body).toContain(
      'Cài máy này một lần',
    );
    expect((await plainly('/', { headers: { 'accept-language': 'fr;q=x,;;' } })).body).toContain('<html lang="vi">');
    const odd = await plainly('/', { headers: { host: '"><img src=x>.example' } });
    expect(odd.body).not.toContain('<img');
  });

  test('a phone sees its own steps opened, and a computer all of them', async () => {
    const open = async (userAgent: string) =>
      (await plainly('/', { headers: { 'user-agent': userAgent } })).body.match(/<details open><summary>[^<]+/g)
        ?.length;
    expect(await open('Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/109.0.0.0 Mobile')).toBe(1);
    expect(await open('Mozilla/5.0 (iPhone; CPU iPhone OS 15_4 like Mac OS X) Safari/604.1')).toBe(1);
    expect(await open('Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/109.0.0.0')).toBe(3);
  });

  test('the certificate is handed out as phones and Windows expect it', async () => {
    const { headers, rawPayload } = await plainly('/chung-chi.crt');
    expect([headers['content-type'], headers['content-disposition']]).toEqual([
      'application/x-x509-ca-cert',
      'attachment; filename="so-mua.crt"',
    ]);
    expect(rawPayload.equals(certificates.authority)).toBe(true);
    const { fingerprint256, ca } = new SystemCertificate(rawPayload);
    expect([fingerprint256, ca]).toEqual([certificates.fingerprint, true]);
  });

  test('nothing of a co-op is taken or told, in the words of each route', async () => {
    const post = async (url: string) =>
      server.http.inject({ method: 'POST', url, remoteAddress: NEIGHBOUR, payload: Buffer.from('x') });
    const sync = await post('/v1/sync');
    expect([sync.statusCode, decodeSyncError(sync.rawPayload).code]).toEqual([403, 'sync.insecure']);
    for (const url of ['/v1/enrol', '/v1/invite', '/v1/other?x=1']) {
      const refused = await post(url);
      expect([refused.statusCode, refused.json()]).toEqual([403, { error: 'enrol.insecure' }]);
    }
    expect((await post('/quan-tri')).statusCode).toBe(403);
    expect((await plainly('/health')).json()).toEqual({ status: 'ready' });
  });

  test('the machine itself is served as ever, and can look at the page', async () => {
    const own = { remoteAddress: '127.0.0.1' };
    const sync = await server.http.inject({ method: 'POST', url: '/v1/sync', ...own, payload: Buffer.from('x') });
    expect(decodeSyncError(sync.rawPayload).code).toBe('sync.malformed');
    expect((await plainly('/cai-may', own)).body).toContain('Cài máy này một lần');
    expect((await plainly('/metrics', own)).body).toContain('somua_coops');
  });

  test('a page that calls this machine by a name of its own is not who sits here', async () => {
    const rebound = { remoteAddress: '127.0.0.1', headers: { host: 'evil.example:8080' } };
    expect((await plainly('/metrics', rebound)).statusCode).toBe(404);
  });
});

describe('the settings', () => {
  const secure = (environment: Record<string, string>) => readConfig(environment).securePort;

  test('the usual port is 8443; it can be another one, or off, and behind a proxy it is the proxy’s', () => {
    expect(secure({})).toEqual({ port: 8443, isChosen: false });
    expect(secure({ PORT: '0' })).toEqual({ port: 0, isChosen: false });
    expect(secure({ HTTPS_PORT: '443' })).toEqual({ port: 443, isChosen: true });
    expect([secure({ HTTPS_PORT: 'off' }), secure({ BEHIND_PROXY: 'yes', HTTPS_PORT: '443' })]).toEqual([
      undefined,
      undefined,
    ]);
    expect([secure({ HOST: '127.0.0.1' }), secure({ HOST: '127.0.0.1', HTTPS_PORT: '443' })?.port]).toEqual([
      undefined,
      443,
    ]);
    expect(() => secure({ HTTPS_PORT: 'yes' })).toThrow(/HTTPS_PORT/);
  });
});
