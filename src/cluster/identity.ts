import {createHash, randomUUID, X509Certificate} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {connect, type TLSSocket} from 'node:tls';
import type {KubeConfig} from '@kubernetes/client-node';
import {environmentError} from '../lib/errors.js';
import type {ApiClient} from './api/client.js';

/** What a server shows of itself before anything is said to it. */
export interface ServerCertificate {
  /** SHA-256 of the server's own certificate. */
  leaf: string;
  /** SHA-256 of the authorities that the kubeconfig trusts, when they have signed it; absent where it names none. */
  authority?: string;
}

/** What tells one cluster from every other. */
export interface ClusterIdentity {
  server: string;
  /** Absent where the server speaks plain HTTP. */
  certificate?: ServerCertificate;
  /** The UID of the namespace kube-system, which lives as long as its cluster; absent where it may not be read. */
  uid?: string;
}

const ANSWER_WITHIN_MS = 10_000;

/** What the cluster of a kubeconfig is known by. */
export async function identityOf(
  kubeConfig: KubeConfig,
  client: ApiClient,
  signal?: AbortSignal,
): Promise<ClusterIdentity> {
  // Behind a proxy it may not be seen, though requests get through.
  const certificate = await shownCertificate(kubeConfig).catch(() => undefined);
  const uid = await systemUid(client, signal);
  return {server: client.server, ...(certificate && {certificate}), ...(uid !== undefined && {uid})};
}

/**
 * The certificate of a server, without a request or a credential being sent to it.
 *
 * @throws DrillError (exit code 3) when it does not answer.
 */
export async function shownCertificate(kubeConfig: KubeConfig): Promise<ServerCertificate | undefined> {
  const cluster = kubeConfig.getCurrentCluster();
  const url = new URL(cluster?.server ?? '');
  if (url.protocol !== 'https:') return undefined;
  const ca = cluster?.caData
    ? Buffer.from(cluster.caData, 'base64')
    : cluster?.caFile
      ? readFileSync(cluster.caFile)
      : undefined;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const socket = connect({
    host,
    port: Number(url.port || 443),
    ...(cluster?.tlsServerName ? {servername: cluster.tlsServerName} : {}),
    ...(ca && {ca}),
    // Looked at, not relied upon: what does not fit is compared, and told with what was expected.
    rejectUnauthorized: false,
  });
  try {
    await handshake(socket, url);
    const {raw} = socket.getPeerCertificate();
    const authority = ca && !socket.authorizationError ? digest(ca) : undefined;
    return {leaf: digest(new X509Certificate(raw).raw), ...(authority !== undefined && {authority})};
  } finally {
    socket.destroy();
  }
}

function handshake(socket: TLSSocket, {host}: URL): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(environmentError(`${host} does not answer: ${why}`));
    socket.setTimeout(ANSWER_WITHIN_MS, () => fail(`no TLS handshake within ${ANSWER_WITHIN_MS / 1000} s`));
    socket.once('secureConnect', resolve);
    socket.once('error', error => fail(error.message));
    socket.once('close', () => fail('it closed the connection'));
  });
}

/** The UID of kube-system; undefined where the drill may not read it. */
export async function systemUid(client: ApiClient, signal?: AbortSignal): Promise<string | undefined> {
  const request = {method: 'GET', path: '/api/v1/namespaces/kube-system'} as const;
  const {body} = await client.send(request, {auditId: randomUUID(), ...(signal && {signal})});
  const uid = (body as {metadata?: {uid?: unknown}} | null)?.metadata?.uid;
  return typeof uid === 'string' ? uid : undefined;
}

/**
 * Whether a server may be the one that was met before: it shows the same certificate, or one of the same private
 * authority. Certificates are renewed, and several servers of one cluster have one each.
 */
export const sameServer = (known: ServerCertificate | undefined, shown: ServerCertificate | undefined): boolean =>
  known?.leaf === shown?.leaf || (known?.authority !== undefined && known.authority === shown?.authority);

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
