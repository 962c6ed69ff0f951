import type {IncomingMessage} from 'node:http';
import type {ServerOptions} from 'node:https';
import type {Socket} from 'node:net';
import type {TLSSocket} from 'node:tls';
import type {Clock} from '../../../lib/clock.js';
import {certificateAuthority, type KeyedCertificate, type Subject} from '../../../lib/net/certificates.js';
import type {ClientCertificate} from './authenticate.js';

const HOUR_MS = 3_600_000;
/** A drill with a team may take a day; the authority lives in memory and ends with its server. */
const VALID_MS = 14 * 24 * HOUR_MS;

/** Who signs the certificates of one simulated cluster. */
export interface Authority {
  /** Its own certificate, PEM. */
  readonly certificate: string;
  /** A certificate for a client, of a request (PKCS#10 as PEM), valid for this many seconds. */
  sign(request: string, seconds: number): Promise<string>;
  /** A certificate for a client, with its key. */
  issue(subject: Subject): Promise<KeyedCertificate>;
  /** What a server at this host shows, and whom it believes. */
  serve(host: string): Promise<ServerOptions>;
}

/** Makes an authority of its own for a cluster. */
export async function newAuthority(clock: Clock): Promise<Authority> {
  const now = clock.wall().getTime();
  const notBefore = new Date(now - HOUR_MS);
  const ca = await certificateAuthority({commonName: 'kubernetes'}, {notBefore, notAfter: new Date(now + VALID_MS)});
  return {
    certificate: ca.certificate,
    sign: (request, seconds) =>
      ca.certify(request, {notBefore, notAfter: new Date(clock.wall().getTime() + seconds * 1000)}),
    issue: subject => ca.issue(subject),
    serve: async host => {
      const own = await ca.issue({commonName: 'kube-apiserver'}, [host]);
      // A certificate is asked for and judged afterwards: without one a token may do, and a bad one is a 401.
      return {
        cert: own.certificate,
        key: own.key.reveal(),
        ca: ca.certificate,
        requestCert: true,
        rejectUnauthorized: false,
      };
    },
  };
}

/** A client shows its certificate once for each connection, and taking it apart is dear beside a request. */
const SHOWN = new WeakMap<Socket, {certificate: ClientCertificate | undefined}>();

/** The certificate that a client came with; undefined without one, and without TLS. */
export function certificateOf({socket}: IncomingMessage): ClientCertificate | undefined {
  const shown = SHOWN.get(socket) ?? {certificate: shownOn(socket)};
  SHOWN.set(socket, shown);
  return shown.certificate;
}

function shownOn(socket: Socket): ClientCertificate | undefined {
  const tls = socket as Partial<TLSSocket>;
  const peer = tls.getPeerCertificate?.();
  if (!peer?.fingerprint256) return undefined;
  const {CN, O} = peer.subject as {CN?: string | string[]; O?: string | string[]};
  return {
    commonName: [CN ?? ''].flat()[0] ?? '',
    organizations: O === undefined ? [] : [O].flat(),
    fingerprint: peer.fingerprint256.replaceAll(':', '').toLowerCase(),
    valid: tls.authorized === true,
  };
}
