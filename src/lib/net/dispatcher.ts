import {Agent, type Dispatcher, ProxyAgent} from 'undici';
import type {ProxyServer} from './proxy.js';

/** How a server is trusted, and what it is shown when connecting. */
export interface ConnectTls {
  ca?: string | Buffer | undefined;
  cert?: string | Buffer | undefined;
  key?: string | Buffer | undefined;
  /** The name that its certificate must have, where it is not that of the URL. */
  servername?: string | undefined;
  /** Takes any certificate. */
  insecure?: boolean | undefined;
}

/**
 * Connections to a server. Whether its certificate is verified is set explicitly, so that
 * `NODE_TLS_REJECT_UNAUTHORIZED` decides nothing. Never HTTP/2: a request that is aborted while its connection writes
 * sends Node's HTTP/2 session into a loop without end, which takes memory until the machine has none.
 */
export function dispatcherFor({insecure, ...given}: ConnectTls, proxy?: ProxyServer): Dispatcher {
  const connect = {...defined(given), rejectUnauthorized: !insecure, allowH2: false, ...KEEP_ALIVE};
  if (!proxy) return new Agent({connect, allowH2: false});
  return new ProxyAgent({
    uri: proxy.url,
    requestTls: connect,
    proxyTls: {rejectUnauthorized: true, allowH2: false, ...KEEP_ALIVE},
    allowH2: false,
  });
}

/** Load balancers drop connections that are silent for a minute. */
const KEEP_ALIVE = {keepAlive: true, keepAliveInitialDelay: 30_000};

const defined = (tls: Omit<ConnectTls, 'insecure'>) =>
  Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined));
