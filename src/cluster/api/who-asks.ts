import type {RequestOptions} from 'node:https';
import type {KubeConfig} from '@kubernetes/client-node';
import type {ConnectTls} from '../../lib/net/dispatcher.js';
import type {ProxyServer} from '../../lib/net/proxy.js';

/** By what an API server knows who asks, and how it is reached. */
export interface Asking {
  headers: Record<string, string | string[]>;
  tls: ConnectTls;
  proxy?: ProxyServer;
  /** The same for Node's own requests, with their agent. */
  options: RequestOptions;
}

/**
 * Who asks by a kubeconfig, and how its server is trusted. Verification of its certificate is set explicitly, so that
 * `NODE_TLS_REJECT_UNAUTHORIZED` decides nothing.
 *
 * @throws DrillError (exit code 3) where a credential plugin gives nothing.
 */
export async function whoAsks(config: KubeConfig): Promise<Asking> {
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options as Parameters<KubeConfig['applyToHTTPSOptions']>[0]);
  options.rejectUnauthorized ??= true;
  const {ca, cert, key, servername, auth, rejectUnauthorized} = options as RequestOptions & {servername?: string};
  const proxyUrl = config.getCurrentCluster()?.proxyUrl;
  const basic = auth ? {Authorization: `Basic ${Buffer.from(auth).toString('base64')}`} : {};
  return {
    headers: {...basic, ...(options.headers as Record<string, string | string[]> | undefined)},
    tls: {ca, cert, key, servername, insecure: !rejectUnauthorized} as ConnectTls,
    ...(proxyUrl && {proxy: {url: proxyUrl, told: `the proxy ${URL.parse(proxyUrl)?.host ?? ''}`}}),
    options,
  };
}
