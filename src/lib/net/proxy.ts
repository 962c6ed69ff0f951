import {BlockList, isIP} from 'node:net';
import {isLoopback} from './loopback.js';

/** A proxy that the environment names. */
export interface ProxyServer {
  /** With its credentials: for the connection alone. */
  url: string;
  /** The variable that names it, and its address without credentials: for messages. */
  told: string;
  /** What is wrong with the variable, whose value is not repeated: then nobody can be asked through it. */
  wrong?: string;
}

/**
 * The proxy through which a URL is asked, by `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, as Go programs such as kubectl read
 * them: upper case first, this machine never, networks in CIDR notation, `.name` for what is below a name and `name` for
 * itself as well.
 *
 * @see https://pkg.go.dev/golang.org/x/net/http/httpproxy
 */
export function proxyFor(target: string, env: NodeJS.ProcessEnv): ProxyServer | undefined {
  const url = new URL(target);
  const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const [variable, value] = [name, name.toLowerCase()]
    .map(key => [key, env[key]?.trim()] as const)
    .find(([, text]) => text) ?? [name, undefined];
  if (!value || isExcepted(url, env.NO_PROXY || env.no_proxy || '')) return undefined;
  const proxy = URL.parse(/^[a-z0-9]+:\/\//i.test(value) ? value : `http://${value}`);
  if (!proxy?.hostname || !/^(https?|socks5h?):$/.test(proxy.protocol)) {
    return {url: '', told: variable, wrong: `${variable} is not the address of a proxy: write http://HOST:PORT`};
  }
  return {url: proxy.href.replace(/^socks5h:/, 'socks5:'), told: `the proxy ${proxy.host} (${variable})`};
}

function isExcepted(url: URL, noProxy: string): boolean {
  const host = url.hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
  if (isLoopback(host)) return true;
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const entries = noProxy.split(',').map(entry => entry.trim().toLowerCase());
  return entries.includes('*') || entries.some(entry => entry !== '' && matches(entry, host, port));
}

function matches(entry: string, host: string, port: string): boolean {
  if (/^[0-9a-f.:]+\/\d+$/.test(entry)) return isInNetwork(entry, host);
  const [, name = '', only = port] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(isIP(entry) ? `[${entry}]` : entry) ?? [];
  if (only !== port || !name) return false;
  if (isIP(name)) return isInNetwork(`${name}/${isIP(name) === 4 ? 32 : 128}`, host);
  const suffix = name.replace(/^\*(?=\.)/, '');
  return suffix.startsWith('.') ? host.endsWith(suffix) : host === suffix || host.endsWith(`.${suffix}`);
}

function isInNetwork(network: string, host: string): boolean {
  const [address = '', bits = ''] = network.split('/');
  const [family, asked] = [isIP(address), isIP(host)];
  if (!family || family !== asked || Number(bits) > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  list.addSubnet(address, Number(bits), kind);
  return list.check(host, kind);
}
