import {createHash, X509Certificate} from 'node:crypto';
import {certificateAuthority} from '../../lib/net/certificates.js';
import type {Secret} from '../../lib/secret.js';

/** What a server shows to those who connect. */
export interface TlsIdentity {
  /** PEM, with the chain where there is one. */
  certificate: string;
  key: Secret;
}

const HOUR_MS = 3_600_000;

/**
 * A certificate of our own for a server that people reach over a network. Nobody's machine trusts it, so people compare
 * its fingerprint with what the facilitator's screen shows.
 */
export async function ownIdentity(hosts: readonly string[], now: Date): Promise<TlsIdentity> {
  const validity = {notBefore: new Date(now.getTime() - HOUR_MS), notAfter: new Date(now.getTime() + 48 * HOUR_MS)};
  const authority = await certificateAuthority({commonName: 'kubedrill'}, validity);
  return authority.issue({commonName: 'kubedrill live drill'}, hosts);
}

/** The SHA-256 of a certificate as browsers show it: `AB:CD:…`. */
export const fingerprintOf = ({certificate}: Pick<TlsIdentity, 'certificate'>): string =>
  createHash('sha256')
    .update(new X509Certificate(certificate).raw)
    .digest('hex')
    .toUpperCase()
    .replaceAll(/(..)(?!$)/g, '$1:');
