import {X509Certificate} from 'node:crypto';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {createServer} from 'node:http';
import {createServer as createTlsServer} from 'node:https';
import {type AddressInfo, isIPv6, type Server} from 'node:net';
import {fetch} from 'undici';
import {type Diagnosis, ok} from '../../cluster/diagnosis.js';
import {messageOf} from '../../lib/errors.js';
import {connectionFailure} from '../../lib/net/connection-failure.js';
import {isLoopback} from '../../lib/net/loopback.js';
import {dispatcherTo} from '../../live/client/trust.js';
import {type Address, hostsOf} from '../../live/server/listen.js';
import {fingerprintOf} from '../../live/server/tls.js';
import {addressOf, type ListenFlags} from '../live/room/address.js';

/** How long a server on this very machine may take to answer, in milliseconds. */
const WITHIN_MS = 3000;
const DAY_MS = 86_400_000;

/**
 * Whether people could come to a drill here: by which addresses, whether the port is free, what of TLS, and whether this
 * machine reaches itself. What lies between it and people's machines, it cannot see.
 *
 * @throws DrillError (exit code 2) for what is no address, or files that cannot be read
 */
export async function diagnoseLive(flags: ListenFlags, now: Date): Promise<Diagnosis[]> {
  const address = await addressOf(flags);
  const before = [addresses(address, address.port), tls(address, flags, now)];
  const bound = await bind(address);
  if ('state' in bound) return [...before, bound];
  const {server, port} = bound;
  try {
    return [
      addresses(address, port),
      tls(address, flags, now),
      ok('live-port', 'port', `${address.host}:${port} is free`),
      ...(await Promise.all(ownHosts(address).map(host => reached(host, port, address)))),
      ...(isLoopback(address.host) ? [] : [firewall(schemeOf(address), port)]),
    ];
  } finally {
    server.close();
    if ('closeAllConnections' in server) (server.closeAllConnections as () => void)();
  }
}

const schemeOf = ({tls: identity}: Address): string => (identity ? 'https' : 'http');
const bracketed = (host: string): string => (isIPv6(host) ? `[${host}]` : host);

/** The addresses by which others come; those of the machine itself where it listens there alone. */
function ownHosts({host}: Address): string[] {
  if (isLoopback(host)) return [host];
  // Every IPv4 address is just that; an address of the link alone needs a zone, which no browser takes.
  const isMeant = (one: string) => !(host === '0.0.0.0' && isIPv6(one)) && !one.startsWith('fe80:');
  return hostsOf(host).filter(one => !isLoopback(one) && one !== 'localhost' && isMeant(one));
}

function addresses(address: Address, port: number): Diagnosis {
  const about = {id: 'live-addresses', title: 'people come to'};
  const urls = [...ownHosts(address), ...(address.names ?? [])].map(
    host => `${schemeOf(address)}://${bracketed(host)}:${port}`,
  );
  if (!urls.length) {
    const next = ['connect it to a network, or listen at 127.0.0.1'];
    return {...about, state: 'failed', detail: 'this machine has no address in a network', next};
  }
  if (!isLoopback(address.host)) return {...ok(about.id, about.title, urls[0] ?? ''), lines: urls.slice(1)};
  return {
    ...{...about, state: 'warning', detail: `${urls[0]}, from this machine alone`},
    next: ['where people sit at machines of their own: --listen 0.0.0.0:7443'],
  };
}

function tls({tls: identity, host}: Address, {tlsCert}: ListenFlags, now: Date): Diagnosis {
  const about = {id: 'live-tls', title: 'TLS'};
  if (!identity) {
    if (isLoopback(host)) return ok(about.id, about.title, 'none: what is said does not leave this machine');
    const detail = '--insecure-http: everybody on the network can read along, codes and kubeconfigs among it';
    return {
      ...about,
      state: 'warning',
      detail,
      next: ['leave --insecure-http out: a certificate is made for the drill'],
    };
  }
  if (tlsCert === undefined) {
    const detail = 'a certificate is made for the drill; people compare its fingerprint, which `live` prints';
    return ok(about.id, about.title, detail);
  }
  return ofFile(identity.certificate, tlsCert, now);
}

/** A certificate of the user's own: for whom, and until when. */
function ofFile(pem: string, file: string, now: Date): Diagnosis {
  const about = {id: 'live-tls', title: 'TLS'};
  try {
    const {validToDate, subjectAltName = 'no name'} = new X509Certificate(pem);
    const detail = `${file}: for ${subjectAltName}, until ${validToDate.toISOString().slice(0, 10)}`;
    if (validToDate < now) return {...about, state: 'failed', detail: `${detail}, which is over`, next: ['renew it']};
    if (validToDate.getTime() - now.getTime() < DAY_MS)
      return {...about, state: 'warning', detail: `${detail}, in less than a day`, next: ['renew it before the drill']};
    return ok(about.id, about.title, detail);
  } catch (error) {
    return {
      ...about,
      state: 'failed',
      detail: `${file} is not a certificate: ${messageOf(error)}`,
      next: ['name a PEM file'],
    };
  }
}

/** Listens as a drill would; a finding where that cannot be. */
async function bind({host, port, tls: identity}: Address): Promise<{server: Server; port: number} | Diagnosis> {
  const answer = (_: unknown, response: {end: (text: string) => void}) => response.end('ok');
  try {
    const server = identity
      ? createTlsServer({cert: identity.certificate, key: identity.key.reveal()}, answer)
      : createServer(answer);
    server.listen(port, host);
    await once(server, 'listening');
    return {server, port: (server.address() as AddressInfo).port};
  } catch (error) {
    const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    const why = isTaken ? 'something listens there already' : messageOf(error);
    const next = isTaken
      ? ['another port: --listen 127.0.0.1:0 takes one that is free', 'if it is a drill of yours, join it or end it']
      : ['an address of this machine: --listen 127.0.0.1:7443'];
    return {id: 'live-port', title: 'port', state: 'failed', detail: `${host}:${port}: ${why}`, next};
  }
}

/** Asks the server as a participant's machine would, by one of its addresses. */
async function reached(host: string, port: number, address: Address): Promise<Diagnosis> {
  const url = `${schemeOf(address)}://${bracketed(host)}:${port}/healthz`;
  const about = {id: 'live-reached', title: 'reached'};
  const dispatcher = dispatcherTo(address.tls && fingerprintOf(address.tls));
  try {
    const response = await fetch(url, {dispatcher, signal: AbortSignal.timeout(WITHIN_MS)});
    const text = await response.text();
    if (text === 'ok') return ok(about.id, about.title, `${url} answers this machine`);
    return {...about, state: 'failed', detail: `${url}: something else answers`, next: ['another port']};
  } catch (error) {
    const why = connectionFailure(error) || messageOf(error);
    return {...about, state: 'failed', detail: `${url}: ${why}`, next: ['look at the firewall of this machine']};
  } finally {
    await dispatcher.destroy();
  }
}

/** What lets people through, by the firewall that this machine has. */
function firewall(scheme: string, port: number): Diagnosis {
  const commands = FIREWALLS.filter(({file}) => existsSync(file)).map(({allow}) => allow(port));
  const own =
    process.platform === 'darwin'
      ? ['System Settings, Network, Firewall: let node take incoming connections']
      : process.platform === 'win32'
        ? [
            `New-NetFirewallRule -DisplayName kubedrill -Direction Inbound -Protocol TCP -LocalPort ${port} -Action Allow`,
          ]
        : commands;
  return {
    ...{id: 'live-firewall', title: 'firewall', state: 'warning'},
    detail: 'this machine reaches itself whatever its firewall says: only another machine can tell',
    next: [`from another machine: curl -k ${scheme}://THIS-MACHINE:${port}/healthz while the drill runs`, ...own],
  };
}

const FIREWALLS = [
  {file: '/usr/sbin/ufw', allow: (port: number) => `where ufw is on: sudo ufw allow ${port}/tcp`},
  {
    file: '/usr/bin/firewall-cmd',
    allow: (port: number) => `where firewalld is on: sudo firewall-cmd --add-port=${port}/tcp`,
  },
];
