import type {KubeConfig} from '@kubernetes/client-node';
import {ApiClient, type Credential} from '../../cluster/api/client.js';
import type {Clock} from '../../lib/clock.js';
import {DrillError, EXIT} from '../../lib/errors.js';
import type {Secret} from '../../lib/secret.js';
import {NOBODIES} from '../plan/credentials-nobody-has.js';

/** A token, and when it runs out, where the server said so. */
export type HeldToken = Pick<Extract<Credential, {as: 'bearer'}>, 'token' | 'runsOutAt'>;

/**
 * Everybody who acts in one execution: the drill, the attacker, those without a valid credential, and the owner of a
 * credential that a step obtained. Credentials stand here and nowhere else, and leave only for the API server.
 */
export class Identities {
  /** Speaks as the drill itself. */
  readonly drill: ApiClient;
  readonly #clients = new Map<string, ApiClient>();
  readonly #names = new Map<string, string>([['drill', 'kubedrill']]);
  readonly #keys = new Map<string, Secret>();
  readonly #tokens = new Map<string, HeldToken>();
  #actor = 'actor';

  constructor(
    readonly kubeConfig: KubeConfig,
    readonly userAgent: string,
    readonly clock: Clock,
  ) {
    this.drill = new ApiClient(kubeConfig, userAgent);
    this.#clients.set('drill', this.drill);
  }

  /** Lets `as` speak with a credential from now on; `name` is what events call it. */
  hold(as: string, credential: Credential, name: string): void {
    void this.#clients.get(as)?.close();
    this.#clients.set(as, new ApiClient(this.kubeConfig, this.userAgent, credential));
    this.#names.set(as, name);
    if (credential.as === 'bearer') this.#tokens.set(as, credential);
  }

  /** The token of an identity, which only the API server may see; undefined where it has none. */
  tokenOf(as: string): HeldToken | undefined {
    return this.#tokens.get(as);
  }

  /** The attacker is one of those whom nobody can authenticate. */
  actAs(nobody: string): void {
    this.#actor = nobody;
  }

  /** Keeps a private key until its certificate comes. */
  holdKey(credential: string, key: Secret): void {
    this.#keys.set(credential, key);
  }

  /** @throws DrillError when no key pair was made for that credential. */
  keyOf(credential: string): Secret {
    const key = this.#keys.get(credential);
    if (!key) throw new DrillError(`there is no key for ${credential}: a keyPair step makes one`, EXIT.usage);
    return key;
  }

  /** @throws DrillError for somebody whose credential no step has got. */
  async client(as: string): Promise<ApiClient> {
    const who = this.#who(as);
    const nobody = NOBODIES[who];
    if (nobody && !this.#clients.has(who)) this.hold(who, await nobody.credential(this.clock.wall()), nobody.name);
    const client = this.#clients.get(who);
    if (client) return client;
    throw new DrillError(`no step has obtained a credential ${who}`, EXIT.usage);
  }

  /** What events call it. */
  nameOf(as: string): string {
    const who = this.#who(as);
    return NOBODIES[who]?.name ?? this.#names.get(who) ?? who;
  }

  /** Closes every connection. */
  async close(): Promise<void> {
    await Promise.all([...this.#clients.values()].map(client => client.close()));
  }

  #who = (as: string): string => (as === 'actor' ? this.#actor : as);
}
