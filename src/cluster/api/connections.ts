import type {KubeConfig} from '@kubernetes/client-node';
import type {Dispatcher} from 'undici';

interface Shared {
  dispatcher: Dispatcher;
  users: number;
}

/** Connections of one kubeconfig by what they say of the client: its certificate, or nothing. */
type Pools = Map<string, Shared>;

const pools = new WeakMap<KubeConfig, Pools>();

/**
 * Connections that clients share which say the same of themselves when they connect, and differ in what each request
 * says: a TLS handshake costs more than most requests.
 *
 * @param as names what is said when connecting, among all who use this kubeconfig
 * @returns the connections, and how to give them back: the last who does so closes them.
 */
export function shareConnections(
  kubeConfig: KubeConfig,
  as: string,
  own: Dispatcher,
): {dispatcher: Dispatcher; giveBack: () => Promise<void>} {
  const ofConfig: Pools = pools.get(kubeConfig) ?? new Map();
  pools.set(kubeConfig, ofConfig);
  const shared = ofConfig.get(as) ?? {dispatcher: own, users: 0};
  ofConfig.set(as, shared);
  shared.users++;
  return {
    dispatcher: shared.dispatcher,
    async giveBack() {
      if (--shared.users > 0) return;
      ofConfig.delete(as);
      await shared.dispatcher.close();
    },
  };
}
