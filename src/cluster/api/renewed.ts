import type {KubeConfig, User} from '@kubernetes/client-node';

/** What a user is known by, beside what stands in the kubeconfig. */
export interface RenewedCredential {
  headers?: Record<string, string | string[]>;
  /** A client certificate with its key, PEM. */
  cert?: string;
  key?: string;
}

/** Something that has to be asked for a credential, since none holds for ever. */
export interface CredentialSource {
  /**
   * The credential that holds now. @throws DrillError (exit code 3) in the words of the provider that did not give one.
   */
  credential(): Promise<RenewedCredential>;
  /** The one that was given is refused. */
  expire(): void;
}

/** What a user is called whose credentials come from such a source. */
export const OWN_PROVIDER = 'kubedrill';

const sources = new WeakMap<KubeConfig, CredentialSource>();

/** From now on every request that is made with a kubeconfig asks this source who it is. */
export function renewBy(config: KubeConfig, source: CredentialSource): void {
  sources.set(config, source);
  config.addAuthenticator({
    isAuthProvider: (user: User) => user.authProvider?.name === OWN_PROVIDER,
    async applyAuthentication(_user, options) {
      const {headers, cert, key} = await source.credential();
      options.headers = {...options.headers, ...headers} as typeof options.headers;
      if (cert !== undefined && key !== undefined) Object.assign(options, {cert, key});
    },
  });
}

/** The source of a kubeconfig's credentials; undefined where they stand in it. */
export const sourceOfCredentials = (config: KubeConfig): CredentialSource | undefined => sources.get(config);
