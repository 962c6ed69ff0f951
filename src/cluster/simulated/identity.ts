import {randomBytes, randomUUID} from 'node:crypto';
import type {AuditUser} from '../../audit/event.js';
import type {Clock} from '../../lib/clock.js';

/** A user as the authenticator knows it. */
export type User = AuditUser & {username: string; groups: string[]};

export const ANONYMOUS: User = {username: 'system:anonymous', groups: ['system:unauthenticated']};

/** The identity of the kubeconfig, as kubeadm makes it. */
export const ADMIN: User = {username: 'kubernetes-admin', groups: ['kubeadm:cluster-admins', 'system:authenticated']};

/** The user that a service account acts as. */
export const serviceAccountUser = (namespace: string, name: string, uid: string): User => ({
  username: `system:serviceaccount:${namespace}:${name}`,
  uid,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
});

interface Issued {
  user: User;
  expiresAt: number;
  /** Service account tokens die with their account. */
  account?: {namespace: string; name: string; uid: string};
}

/** Issues and knows bearer tokens. They are random, live in memory and mean nothing to any other server. */
export class Tokens {
  readonly #issued = new Map<string, Issued>();

  constructor(
    readonly clock: Clock,
    /** The uid of a service account that exists. */
    readonly accountUid: (namespace: string, name: string) => string | undefined,
  ) {}

  /** A token without end, for the kubeconfig. */
  issueFor(user: User): string {
    return this.#issue({user, expiresAt: Number.POSITIVE_INFINITY});
  }

  /** A token as TokenRequest gives it, and the id under which audit events know it. */
  issueForAccount(account: {namespace: string; name: string; uid: string}, lifetimeSeconds: number) {
    const credentialId = `JTI=${randomUUID()}`;
    const user: User = {
      ...serviceAccountUser(account.namespace, account.name, account.uid),
      extra: {'authentication.kubernetes.io/credential-id': [credentialId]},
    };
    const expiresAt = this.clock.now() + lifetimeSeconds * 1000;
    return {token: this.#issue({user, account, expiresAt}), credentialId};
  }

  /** Who a token belongs to; undefined for one that is not, or no longer, valid. */
  userOf(token: string): User | undefined {
    const issued = this.#issued.get(token);
    if (!issued || issued.expiresAt <= this.clock.now()) return undefined;
    const {account, user} = issued;
    return account && this.accountUid(account.namespace, account.name) !== account.uid ? undefined : user;
  }

  #issue(issued: Issued): string {
    const token = `simulated.${randomBytes(32).toString('base64url')}`;
    this.#issued.set(token, issued);
    return token;
  }
}
