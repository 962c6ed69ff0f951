import {once} from 'node:events';
import {createServer} from 'node:http';
import {createServer as createTlsServer} from 'node:https';
import {type AddressInfo, isIPv6} from 'node:net';
import {networkInterfaces} from 'node:os';
import {createAdaptorServer} from '@hono/node-server';
import {environmentError, messageOf} from '../../lib/errors.js';
import {isLoopback} from '../../lib/net/loopback.js';
import {type AppInput, createApp} from './app.js';
import type {Names} from './guard.js';
import {Room, type Served} from './room.js';
import type {TlsIdentity} from './tls.js';

/** Where a server listens. */
export interface Listening {
  /** What people type: `http://127.0.0.1:7443`. */
  url: string;
  /** What is served, in the order in which it was given. */
  rooms: readonly Room[];
  /** How many streams are open. */
  streams(): number;
  close(): Promise<void>;
}

/** Where to listen, and by which names people may come. */
export interface Address {
  host: string;
  port: number;
  /** Further names of this server, such as the one of a proxy before it. */
  names?: readonly string[];
  tls?: TlsIdentity;
}

/** What is listened for. */
export interface ListenInput extends Served, Pick<AppInput, 'clock' | 'page'> {
  /** Further exercises at the same address, each with people and codes of its own: the teams of a workshop. */
  others?: readonly Served[];
}

/**
 * How long a connection without a request is kept, in milliseconds: longer than browsers and proxies keep theirs. With Node's
 * five seconds a request of somebody who thinks for that long meets the end of its connection, and is reset.
 */
const IDLE_MS = 90_000;

/**
 * Serves a drill with people, or several.
 *
 * @throws DrillError (exit code 3) when the port is taken, or the address is not this machine's.
 */
export async function listen({clock, page, others = [], ...served}: ListenInput, address: Address): Promise<Listening> {
  const closed = new AbortController();
  const {host, port, tls, names = []} = address;
  let known: Names = {hosts: new Set(), scheme: tls ? 'https' : 'http'};
  const rooms = [served, ...others].map(one => new Room(one, clock, closed.signal));
  const app = createApp({rooms, clock, page, names: () => known});
  const server = createAdaptorServer({
    fetch: app.fetch,
    ...(tls
      ? {createServer: createTlsServer, serverOptions: {cert: tls.certificate, key: tls.key.reveal()}}
      : {createServer}),
  });
  if ('keepAliveTimeout' in server) server.keepAliveTimeout = IDLE_MS;
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    closed.abort();
    throw environmentError(`${host}:${port} cannot be listened at: ${messageOf(error)}`, [
      'another port: --listen 127.0.0.1:0 takes one that is free',
    ]);
  }
  const bound = (server.address() as AddressInfo).port;
  known = {...known, hosts: new Set([...hostsOf(host), ...names].flatMap(name => withPort(name, bound, known.scheme)))};
  return {
    url: `${known.scheme}://${bracketed(shownHost(host))}:${bound}`,
    rooms,
    streams: () => rooms.reduce((sum, {presence}) => sum + presence.count(), 0),
    close: async () => {
      closed.abort();
      const gone = new Promise(resolve => server.close(resolve));
      if ('closeAllConnections' in server) server.closeAllConnections();
      await gone;
    },
  };
}

/** Everything that this server is rightly called. */
export function hostsOf(host: string): string[] {
  if (isLoopback(host)) return ['127.0.0.1', 'localhost', '::1', host];
  if (host !== '0.0.0.0' && host !== '::') return [host];
  return ['localhost', '127.0.0.1', '::1', ...ownAddresses()];
}

/** The addresses of this machine. */
const ownAddresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap(all => all?.map(({address}) => address) ?? []);

/** The address that others reach, where a server listens at every one. */
export const shownHost = (host: string): string =>
  host === '0.0.0.0' || host === '::'
    ? (ownAddresses().find(address => !isLoopback(address) && !isIPv6(address)) ?? 'localhost')
    : host;

const bracketed = (host: string): string => (isIPv6(host) ? `[${host}]` : host);

const withPort = (name: string, port: number, scheme: Names['scheme']): string[] => {
  const isDefault = port === (scheme === 'https' ? 443 : 80);
  const host = bracketed(name).toLowerCase();
  return [`${host}:${port}`, ...(isDefault ? [host] : [])];
};
