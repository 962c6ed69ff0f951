import 'reflect-metadata'; // the ASN.1 library asks for it, and must find it loaded before itself
import {isIP} from 'node:net';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  Pkcs10CertificateRequest,
  Pkcs10CertificateRequestGenerator,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import {Secret} from '../secret.js';

const ALGORITHM = {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'};

/** Whom a certificate names: for Kubernetes the common name is the user, the organizations are the groups. */
export interface Subject {
  commonName: string;
  organizations?: readonly string[];
}

/** A certificate as PEM, and its private key, PKCS#8 as PEM, which lives in memory alone. */
export interface KeyedCertificate {
  certificate: string;
  key: Secret;
}

/** From when to when a certificate holds. */
export interface Validity {
  notBefore: Date;
  notAfter: Date;
}

/** A new key, and a request for a certificate of it (PKCS#10 as PEM). */
export async function certificateRequest(subject: Subject): Promise<{request: string; key: Secret}> {
  const keys = await newKeys();
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: nameOf(subject),
    keys,
    signingAlgorithm: ALGORITHM,
  });
  return {request: request.toString('pem'), key: await pemOf(keys)};
}

/** A client certificate that nobody but itself has signed. */
export async function selfSigned(subject: Subject, {notBefore, notAfter}: Validity): Promise<KeyedCertificate> {
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: nameOf(subject),
    keys,
    notBefore,
    notAfter,
    signingAlgorithm: ALGORITHM,
    extensions: [new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth])],
  });
  return {certificate: certificate.toString('pem'), key: await pemOf(keys)};
}

/** An authority that a server trusts, with its own certificate and key. */
export interface CertificateAuthority extends KeyedCertificate {
  /**
   * Signs a certificate for a new key: one for a client, or, where it names the hosts that a server answers at (DNS
   * names and IP addresses), one that serves both ways, since servers of one cluster are also each other's clients.
   */
  issue(subject: Subject, hosts?: readonly string[]): Promise<KeyedCertificate>;
  /** Signs what somebody asks for (PKCS#10 as PEM), for clients. @throws Error for what is no such request. */
  certify(request: string, validity: Validity): Promise<string>;
}

/** A new authority; what it signs holds as long as it does. */
export async function certificateAuthority(subject: Subject, validity: Validity): Promise<CertificateAuthority> {
  const keys = await newKeys();
  const authority = await X509CertificateGenerator.createSelfSigned({
    ...validity,
    name: nameOf(subject),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.digitalSignature, true),
    ],
  });
  return {
    certificate: authority.toString('pem'),
    key: await pemOf(keys),
    issue: async (of, hosts = []) => {
      const {publicKey, privateKey} = await newKeys();
      const names = hosts.map(value => ({type: isIP(value) ? ('ip' as const) : ('dns' as const), value}));
      const usages = [ExtendedKeyUsage.clientAuth, ...(hosts.length ? [ExtendedKeyUsage.serverAuth] : [])];
      const certificate = await X509CertificateGenerator.create({
        ...validity,
        subject: nameOf(of),
        issuer: authority.subjectName,
        publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: ALGORITHM,
        extensions: [
          new ExtendedKeyUsageExtension(usages),
          ...(names.length ? [new SubjectAlternativeNameExtension(names)] : []),
        ],
      });
      return {certificate: certificate.toString('pem'), key: await pemOf({publicKey, privateKey})};
    },
    certify: async (request, lifetime) => {
      const {subjectName, publicKey} = new Pkcs10CertificateRequest(request);
      const certificate = await X509CertificateGenerator.create({
        ...lifetime,
        subject: subjectName,
        issuer: authority.subjectName,
        publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: ALGORITHM,
        extensions: [new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth])],
      });
      return certificate.toString('pem');
    },
  };
}

/**
 * The organizations that a request for a certificate names (PKCS#10 as PEM). @throws Error for what is no such request.
 */
export const organizationsOf = (request: string): string[] =>
  new Pkcs10CertificateRequest(request).subjectName.getField('O');

/** A new key pair of no certificate, as PEM. */
export async function keyPair(): Promise<{publicKey: string; key: Secret}> {
  const keys = await newKeys();
  const der = await crypto.subtle.exportKey('spki', keys.publicKey);
  return {publicKey: PemConverter.encode(der, 'PUBLIC KEY'), key: await pemOf(keys)};
}

const newKeys = () => crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);

const nameOf = ({commonName, organizations = []}: Subject) => [
  {CN: [commonName]},
  ...organizations.map(o => ({O: [o]})),
];

async function pemOf(keys: Awaited<ReturnType<typeof newKeys>>): Promise<Secret> {
  return new Secret(PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY'));
}
