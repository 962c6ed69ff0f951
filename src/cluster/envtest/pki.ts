import {join} from 'node:path';
import {writeAtomic} from '../../lib/files/files.js';
import {
  type CertificateAuthority,
  certificateAuthority,
  type KeyedCertificate,
  keyPair,
} from '../../lib/net/certificates.js';
import type {Secret} from '../../lib/secret.js';

/** A certificate and its key, as files that servers are pointed at. */
export interface CertificateFiles {
  cert: string;
  key: string;
}

/** Everything that the servers prove themselves with, in files of one folder. */
export interface Pki {
  dir: string;
  authority: CertificateAuthority;
  ca: CertificateFiles;
  apiServer: CertificateFiles;
  etcd: CertificateFiles;
  serviceAccounts: {publicKey: string; key: string};
}

const HOUR_MS = 3_600_000;
/** A drill with a team may take a day; nothing of it outlives its servers. */
const VALID_MS = 14 * 24 * HOUR_MS;
/** The API server's names, as kubeadm has them; the last is the first address of the services' range. */
const HOSTS = ['localhost', '127.0.0.1', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc', '10.96.0.1'];

/** Makes an authority of the cluster's own and all that it signs; keys can be read by their owner alone. */
export async function makePki(dir: string, now: Date): Promise<Pki> {
  const validity = {notBefore: new Date(now.getTime() - HOUR_MS), notAfter: new Date(now.getTime() + VALID_MS)};
  const authority = await certificateAuthority({commonName: 'kubernetes'}, validity);
  const tokens = await keyPair();
  const publicKey = join(dir, 'service-accounts.pub');
  writeAtomic(publicKey, tokens.publicKey);
  return {
    dir,
    authority,
    ca: save(dir, 'ca', authority),
    apiServer: save(dir, 'apiserver', await authority.issue({commonName: 'kube-apiserver'}, HOSTS)),
    etcd: save(dir, 'etcd', await authority.issue({commonName: 'etcd'}, ['localhost', '127.0.0.1'])),
    serviceAccounts: {publicKey, key: saveKey(dir, 'service-accounts', tokens.key)},
  };
}

function save(dir: string, name: string, {certificate, key}: KeyedCertificate): CertificateFiles {
  const cert = join(dir, `${name}.crt`);
  writeAtomic(cert, certificate);
  return {cert, key: saveKey(dir, name, key)};
}

function saveKey(dir: string, name: string, key: Secret): string {
  const path = join(dir, `${name}.key`);
  writeAtomic(path, key.reveal(), 0o600);
  return path;
}
