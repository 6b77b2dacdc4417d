/**
 * The authority and the certificate in use, as files of the data directory that only their owner reads. The authority is
 * made once, since every phone has to be told of it; the certificate follows the machine's names and its own end.
 */
import { X509Certificate } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { isLeafFor, makeAuthority, makeLeaf, speakableNames, type KeyedCertificate } from './issue.ts';
import { localNames, reachableOf, type LocalNames } from './names.ts';

/** Before this many days are left a new one is made; a server may stand still for a season. */
const RENEW_DAYS = 60;
const YEAR_MS = 365 * 86_400_000;

export interface CertificateParts {
  readonly dataDir: string;
  readonly now: () => Date;
  /** Names of this machine; those of the system when absent. */
  readonly names?: () => LocalNames;
}

export class Certificates {
  readonly #parts: CertificateParts;
  readonly #folder: string;
  #authority: KeyedCertificate;
  #leaf: KeyedCertificate;
  #names: LocalNames;

  private constructor(parts: CertificateParts, made: Pick<Made, 'authority' | 'leaf' | 'names'>) {
    this.#parts = parts;
    this.#folder = folderOf(parts.dataDir);
    ({ authority: this.#authority, leaf: this.#leaf, names: this.#names } = made);
  }

  /** Makes what is missing or of no use any more. */
  static async open(parts: CertificateParts): Promise<Certificates> {
    const folder = folderOf(parts.dataDir);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const names = namesOfNow(parts);
    const now = parts.now();
    const kept = readPair(folder, AUTHORITY);
    const isGood = kept !== undefined && new Date(new X509Certificate(kept.certificate).validTo) > now;
    const authority = isGood ? kept : await makeAuthority(names, now);
    if (!isGood) writePair(folder, AUTHORITY, authority);
    const leaf = await freshLeaf(folder, authority, { names, now, kept: readPair(folder, LEAF) });
    return new Certificates(parts, { authority, leaf, names });
  }

  /** What a listener shows. */
  get leaf(): KeyedCertificate {
    return this.#leaf;
  }

  /** What a phone is told to trust, as DER. */
  get authority(): Buffer {
    return new X509Certificate(this.#authority.certificate).raw;
  }

  /** By which people make sure that it is this one: SHA-256 in pairs of hex digits. */
  get fingerprint(): string {
    return new X509Certificate(this.#authority.certificate).fingerprint256;
  }

  /** What others reach this machine by, best first. */
  get reachable(): readonly string[] {
    return reachableOf(speakableNames(this.#authority.certificate, this.#names));
  }

  /** When every phone has to be set up anew, once that is less than a year away. */
  get authorityEndsSoon(): Date | undefined {
    const ends = new Date(new X509Certificate(this.#authority.certificate).validTo);
    return ends.getTime() - this.#parts.now().getTime() < YEAR_MS ? ends : undefined;
  }

  /** Follows the machine's names, and the calendar. True when there is another certificate than before. */
  async renew(): Promise<boolean> {
    const before = this.#leaf;
    this.#names = namesOfNow(this.#parts);
    this.#leaf = await freshLeaf(this.#folder, this.#authority, {
      names: this.#names,
      now: this.#parts.now(),
      kept: before,
    });
    return this.#leaf !== before;
  }
}

interface Made {
  readonly authority: KeyedCertificate;
  readonly leaf: KeyedCertificate;
  readonly names: LocalNames;
}

const AUTHORITY = 'authority';
const LEAF = 'server';

function folderOf(dataDir: string): string {
  return join(dataDir, 'tls');
}

function namesOfNow({ names = localNames }: CertificateParts): LocalNames {
  return names();
}

async function freshLeaf(
  folder: string,
  authority: KeyedCertificate,
  at: { readonly names: LocalNames; readonly now: Date; readonly kept: KeyedCertificate | undefined },
): Promise<KeyedCertificate> {
  const { names, now, kept } = at;
  if (kept !== undefined && isLeafFor(kept, authority.certificate, { names, now, days: RENEW_DAYS })) return kept;
  const leaf = await makeLeaf(authority, names, now);
  writePair(folder, LEAF, leaf);
  return leaf;
}

/** Key and certificate are one file, so that one never lies there without the other. Undefined when there is none. */
function readPair(folder: string, name: string): KeyedCertificate | undefined {
  const file = join(folder, `${name}.pem`);
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8');
  const [key] = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----/.exec(text) ?? [];
  const [certificate] = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(text) ?? [];
  return key === undefined || certificate === undefined ? undefined : { key, certificate };
}

function writePair(folder: string, name: string, { key, certificate }: KeyedCertificate): void {
  const unfinished = join(folder, `${name}.partial`);
  writeFileSync(unfinished, `${key}\n${certificate}\n`, { mode: 0o600 });
  const handle = openSync(unfinished, 'r+');
  fsyncSync(handle);
  closeSync(handle);
  renameSync(unfinished, join(folder, `${name}.pem`));
}
