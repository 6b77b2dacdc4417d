/**
 * The certificate authority of one machine, and what it issues. People install it on their phones, so it may speak for
 * names of the local network alone: who steals its key can pass for this server there, and for nobody's bank (decision
 * 0020). P-256 and SHA-256, which every system since Android 5, iOS 9 and Windows 7 takes.
 */
import 'reflect-metadata';
import { X509Certificate as SystemCertificate, webcrypto } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  GeneralName,
  GeneralSubtree,
  GeneralSubtrees,
  id_ce_nameConstraints as NAME_CONSTRAINTS,
  NameConstraints,
} from '@peculiar/asn1-x509';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { LOCAL_NETWORKS, networkOf, under, type LocalNames } from './names.ts';

const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 3_652;
/** Apple and Chromium take no leaf of more than 398. */
const LEAF_DAYS = 396;
/** Phones without a network have clocks that are late. */
const EARLIER_DAYS = 1;
const KEY = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** Both as PEM: the key as PKCS #8. */
export interface KeyedCertificate {
  readonly key: string;
  readonly certificate: string;
}

/** For ten years, for the names, for `.local` and for the local networks. */
export async function makeAuthority(names: LocalNames, now: Date): Promise<KeyedCertificate> {
  const keys = await webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=So Mua ${names.hosts[1] ?? 'may chu'}, O=So Mua`,
    keys,
    ...lifetime(now, AUTHORITY_DAYS),
    signingAlgorithm: SIGNING,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      constrainedTo(names),
    ],
  });
  return { key: await pemOf(keys.privateKey), certificate: certificate.toString('pem') };
}

/** For those of the names that the authority may speak for; a new key each time. */
export async function makeLeaf(authority: KeyedCertificate, names: LocalNames, now: Date): Promise<KeyedCertificate> {
  const issuer = new X509Certificate(authority.certificate);
  const signingKey = await webcrypto.subtle.importKey('pkcs8', PemConverter.decodeFirst(authority.key), KEY, false, [
    'sign',
  ]);
  const keys = await webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
  const { hosts, addresses } = speakableNames(authority.certificate, names);
  const { notBefore, notAfter } = lifetime(now, LEAF_DAYS);
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${hosts[1] ?? 'localhost'}`,
    issuer: issuer.subjectName,
    publicKey: keys.publicKey,
    signingKey,
    notBefore,
    notAfter: notAfter < issuer.notAfter ? notAfter : issuer.notAfter,
    signingAlgorithm: SIGNING,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension([
        ...hosts.map((value) => ({ type: 'dns', value }) as const),
        ...addresses.map((value) => ({ type: 'ip', value }) as const),
      ]),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return { key: await pemOf(keys.privateKey), certificate: certificate.toString('pem') };
}

/** Without what the machine came to be called after its authority was made, where that is nothing local. */
export function speakableNames(authority: string, names: LocalNames): LocalNames {
  const constraints = new X509Certificate(authority).getExtension(NAME_CONSTRAINTS);
  const permitted =
    constraints === null ? [] : (AsnConvert.parse(constraints.value, NameConstraints).permittedSubtrees ?? []);
  const bases = [...permitted].map(({ base }) => base);
  const domains = bases.flatMap(({ dNSName }) => dNSName ?? []);
  return under({ domains, networks: bases.flatMap(({ iPAddress }) => iPAddress ?? []) }, names);
}

/**
 * Whether the certificate is of this authority, for exactly these names, and has at least `days` to go, or as many as the
 * authority itself.
 */
export function isLeafFor(
  leaf: KeyedCertificate,
  authority: string,
  { names, now, days }: { readonly names: LocalNames; readonly now: Date; readonly days: number },
): boolean {
  const [own, issuer] = [new SystemCertificate(leaf.certificate), new SystemCertificate(authority)];
  if (!own.checkIssued(issuer) || !own.verify(issuer.publicKey)) return false;
  const [begins, ends] = [new Date(own.validFrom), new Date(own.validTo)];
  if (now < begins || now > ends) return false;
  // A new one could not outlive the authority either.
  const isLast = ends.getTime() === new Date(issuer.validTo).getTime();
  if (!isLast && ends.getTime() - now.getTime() < days * DAY_MS) return false;
  const { hosts, addresses } = speakableNames(authority, names);
  const extension = new X509Certificate(leaf.certificate).getExtension(SubjectAlternativeNameExtension);
  const named = extension?.names.items.map(({ value }) => value) ?? [];
  return [...named].sort().join() === [...hosts, ...addresses].sort().join();
}

function constrainedTo({ hosts, addresses }: LocalNames): Extension {
  const domains = ['local', ...hosts.filter((host) => !host.endsWith('.local'))];
  const own = { hosts: [], addresses };
  const local = new Set(under({ domains: [], networks: LOCAL_NETWORKS }, own).addresses);
  const networks = [...LOCAL_NETWORKS, ...addresses.filter((address) => !local.has(address)).map(networkOf)];
  const bases = [
    ...domains.map((dNSName) => new GeneralName({ dNSName })),
    ...networks.map((iPAddress) => new GeneralName({ iPAddress })),
  ];
  const permitted = bases.map((base) => new GeneralSubtree({ base, minimum: 0 }));
  const constraints = new NameConstraints({ permittedSubtrees: new GeneralSubtrees(permitted) });
  return new Extension(NAME_CONSTRAINTS, true, AsnConvert.serialize(constraints));
}

function lifetime(now: Date, days: number): { readonly notBefore: Date; readonly notAfter: Date } {
  const begins = now.getTime() - EARLIER_DAYS * DAY_MS;
  return { notBefore: new Date(begins), notAfter: new Date(begins + days * DAY_MS) };
}

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  return PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}
