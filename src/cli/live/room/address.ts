import {readFileSync} from 'node:fs';
import type {ClusterRequest} from '../../../cluster/request.js';
import {realClock} from '../../../lib/clock.js';
import {messageOf, usageError} from '../../../lib/errors.js';
import {isLoopback} from '../../../lib/net/loopback.js';
import {Secret} from '../../../lib/secret.js';
import {type Address, hostsOf, shownHost} from '../../../live/server/listen.js';
import type {SavedExercise} from '../../../live/server/saved.js';
import {ownIdentity, type TlsIdentity} from '../../../live/server/tls.js';

/** The flags that say where people come to. */
export interface ListenFlags {
  listen: string;
  hostName?: string[];
  tlsCert?: string;
  tlsKey?: string;
  insecureHttp?: boolean;
}

/**
 * Where to listen. Beyond this machine it is TLS: with a certificate of the user's, or one that is made for the drill.
 *
 * @param saved where a drill that goes on was listened for before: people know that port, and that certificate
 * @throws DrillError (exit code 2) for what is no address, or files that cannot be read.
 */
export async function addressOf(flags: ListenFlags, saved?: Pick<SavedExercise, 'port' | 'tls'>): Promise<Address> {
  const {host, port} = parsed(flags.listen);
  const names = flags.hostName ?? [];
  const known = saved?.tls && {certificate: saved.tls.certificate, key: new Secret(saved.tls.key)};
  const tls = known ?? (await tlsOf(flags, host, names));
  return {host, port: saved?.port ?? port, names, ...(tls && {tls})};
}

/** A cluster that those who come to an address reach as well, where it is made for them: kubeconfigs name where it listens. */
export const reachedAt = (request: ClusterRequest, {host}: Pick<Address, 'host'>): ClusterRequest =>
  isLoopback(host) ? request : {...request, listen: {at: host, as: shownHost(host)}};

function parsed(listen: string): {host: string; port: number} {
  const [, bracketed, plain, digits] = /^(?:\[([0-9a-fA-F:.]+)\]|([^[\]:]+)):(\d{1,5})$/.exec(listen) ?? [];
  const port = Number(digits);
  const host = bracketed ?? plain;
  if (host === undefined || port > 65_535) {
    throw usageError(`--listen ${listen} is not an address`, ['write --listen 127.0.0.1:7443, or --listen [::1]:7443']);
  }
  return {host, port};
}

async function tlsOf(flags: ListenFlags, host: string, names: readonly string[]): Promise<TlsIdentity | undefined> {
  const {tlsCert, tlsKey, insecureHttp} = flags;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw usageError('--tls-cert and --tls-key go together', ['name both, or none: a certificate is made then']);
  }
  if (tlsCert !== undefined && insecureHttp) throw usageError('--insecure-http does not go with --tls-cert', []);
  if (tlsCert !== undefined && tlsKey !== undefined) {
    return {certificate: read('--tls-cert', tlsCert), key: new Secret(read('--tls-key', tlsKey))};
  }
  if (isLoopback(host) || insecureHttp) return undefined;
  return ownIdentity([...hostsOf(host), ...names], realClock.wall());
}

function read(flag: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw usageError(`${flag} ${file} cannot be read: ${messageOf(error)}`, ['name a PEM file']);
  }
}
