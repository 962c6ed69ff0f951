import 'reflect-metadata'; // the ASN.1 library asks for it, and must find it loaded before itself
import {
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  PemConverter,
  Pkcs10CertificateRequestGenerator,
  X509CertificateGenerator,
} from '@peculiar/x509';
import {Secret} from './secret.js';

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
export async function selfSigned(
  subject: Subject,
  {notBefore, notAfter}: {notBefore: Date; notAfter: Date},
): Promise<KeyedCertificate> {
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

const newKeys = () => crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);

const nameOf = ({commonName, organizations = []}: Subject) => [
  {CN: [commonName]},
  ...organizations.map(o => ({O: [o]})),
];

async function pemOf(keys: Awaited<ReturnType<typeof newKeys>>): Promise<Secret> {
  return new Secret(PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY'));
}
