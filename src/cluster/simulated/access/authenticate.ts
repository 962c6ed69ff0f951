import {ANONYMOUS, type Authenticated, type Tokens, type User} from './identity.js';

/** A client certificate, as the connection came with it. */
export interface ClientCertificate {
  commonName: string;
  organizations: readonly string[];
  /** Lower-case hex of the SHA-256 of its DER. */
  fingerprint: string;
  /** Whether an authority of this cluster signed it, and it has not expired. */
  valid: boolean;
}

/** What a request proves itself with. */
export interface Credentials {
  authorization?: string | undefined;
  certificate?: ClientCertificate | undefined;
}

/** Who makes a request; undefined for a credential that is none. A certificate goes before a token, as with the real one. */
export function authenticate(tokens: Tokens, {authorization, certificate}: Credentials): Authenticated | undefined {
  if (certificate?.valid) return {user: userOf(certificate)};
  if (authorization === undefined) return certificate ? undefined : {user: ANONYMOUS};
  const token = /^Bearer (.+)$/.exec(authorization)?.[1];
  return token === undefined ? undefined : tokens.userOf(token);
}

const userOf = ({commonName, organizations, fingerprint}: ClientCertificate): User => ({
  username: commonName,
  groups: [...organizations, 'system:authenticated'],
  extra: {'authentication.kubernetes.io/credential-id': [`X509SHA256=${fingerprint}`]},
});
