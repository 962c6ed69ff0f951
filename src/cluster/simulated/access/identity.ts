import {randomBytes, randomUUID} from 'node:crypto';
import type {AuditUser} from '../../../audit/event.js';
import type {Clock} from '../../../lib/clock.js';

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

/** What a token is bound to: it dies with its account, and with these. */
export interface Bond {
  resource: 'pods' | 'secrets' | 'serviceaccounts' | 'nodes';
  namespace?: string;
  name: string;
  uid: string;
}

interface Issued {
  user: User;
  expiresAt: number;
  bonds: readonly Bond[];
  /** What the use of it leaves in audit events. */
  annotations?: Record<string, string>;
}

/** What the use of a token tells. */
export interface Authenticated {
  user: User;
  annotations?: Record<string, string> | undefined;
}

export type Account = Omit<Bond, 'resource' | 'namespace'> & {namespace: string};

const EXTRA = 'authentication.kubernetes.io';

/** Issues and knows bearer tokens. They are random, live in memory and mean nothing to any other server. */
export class Tokens {
  readonly #issued = new Map<string, Issued>();

  constructor(
    readonly clock: Clock,
    /** The uid of an object that exists. */
    readonly uidOf: (bond: Omit<Bond, 'uid'>) => string | undefined,
  ) {}

  /** A token without end, for the kubeconfig. */
  issueFor(user: User): string {
    return this.#issue({user, expiresAt: Number.POSITIVE_INFINITY, bonds: []});
  }

  /** A token as TokenRequest gives it, and the id under which audit events know it. */
  issueForAccount(account: Account, lifetimeSeconds: number, bound: readonly Bond[] = []) {
    const credentialId = `JTI=${randomUUID()}`;
    const extra: Record<string, string[]> = {[`${EXTRA}/credential-id`]: [credentialId]};
    for (const {resource, name, uid} of bound) {
      const kind = {pods: 'pod', secrets: 'secret', nodes: 'node', serviceaccounts: ''}[resource];
      if (kind === 'secret') continue;
      extra[`${EXTRA}/${kind}-name`] = [name];
      extra[`${EXTRA}/${kind}-uid`] = [uid];
    }
    const user: User = {...serviceAccountUser(account.namespace, account.name, account.uid), extra};
    const expiresAt = this.clock.now() + lifetimeSeconds * 1000;
    const bonds = [bondTo(account), ...bound.filter(({resource}) => resource !== 'nodes')];
    return {token: this.#issue({user, bonds, expiresAt}), credentialId};
  }

  /** A token without end, as it lies in a Secret of an account; it dies with that Secret. */
  issueForSecret(account: Account, secret: Bond): string {
    const user = serviceAccountUser(account.namespace, account.name, account.uid);
    return this.#issue({
      user,
      bonds: [bondTo(account), secret],
      expiresAt: Number.POSITIVE_INFINITY,
      annotations: {
        'authentication.k8s.io/legacy-token': user.username,
        'authentication.k8s.io/legacy-token-manual-secret': secret.name,
      },
    });
  }

  /** Who a token belongs to; undefined for one that is not, or no longer, valid. */
  userOf(token: string): Authenticated | undefined {
    const issued = this.#issued.get(token);
    if (!issued || issued.expiresAt <= this.clock.now()) return undefined;
    const {user, annotations, bonds} = issued;
    return bonds.every(bond => this.uidOf(bond) === bond.uid) ? {user, annotations} : undefined;
  }

  #issue(issued: Issued): string {
    const token = `simulated.${randomBytes(32).toString('base64url')}`;
    this.#issued.set(token, issued);
    return token;
  }
}

const bondTo = (account: Account): Bond => ({resource: 'serviceaccounts', ...account});
