import {createHash, timingSafeEqual} from 'node:crypto';
import {
  createServer as createPlainServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import {createServer as createTlsServer} from 'node:https';
import type {AddressInfo} from 'node:net';
import {environmentError, messageOf} from '../../lib/errors.js';
import {CODINGS} from '../../lib/net/content-coding.js';
import {isBlank, type Secret} from '../../lib/secret.js';
import {bodyOf, type Memory, NO_MEMORY, type Refusal} from './body.js';
import {documentsOf, READABLE} from './documents.js';

/**
 * Looks at a body before it is read.
 *
 * @returns why it is refused; `repeated` when it was taken before: its sender is told that all is well; undefined when it
 *   is genuine
 */
export type Verify = (body: Buffer, headers: IncomingHttpHeaders) => Refusal | 'repeated' | undefined;

/** Where a receiver listens, and what it wants to be shown. */
export interface ReceiverOptions<T = unknown> {
  host: string;
  /** 0: any that is free. */
  port: number;
  /** The path that is posted to, such as `/audit`; a token may follow as its last part. */
  path: string;
  /** Without it anybody who reaches the port may post: only on loopback. */
  token?: Secret;
  tls?: {certificate: string; key: Secret};
  /** Looks at a body as it was sent, unpacked and not yet parsed, such as at its signature. */
  verify?: Verify;
  /** Takes each document of a body, parsed and opened, after the sender was answered. */
  onBody: (document: T) => void;
  /** Looks at a document before the sender is answered, once; default: it is taken as it is. */
  open?: (document: unknown) => Opened<T>;
  /** Hears of bodies that were refused or could not be read; no reason holds a token or a part of a body. */
  onRefused?: (refusal: Refusal) => void;
  /** The most bytes in memory; default: 64 MiB. */
  backlog?: number;
}

/** A document, ready to be taken, and why it is not all of it what is read here, which its sender is to know. */
export interface Opened<T> {
  document: T;
  unread?: string | undefined;
}

/** A receiver that is listening. */
export interface Receiver {
  /** Its address, without the token. */
  url: string;
  port: number;
  close(): Promise<void>;
}

/** Bytes that may be in memory, of bodies that arrive and of those that wait; a sender that gets a 503 tries again. */
const LARGEST_BACKLOG = 64 * 1024 * 1024;

/**
 * Listens for POSTs of JSON. It reads, answers and then works, since senders give up or hold back others while they
 * wait: a body that cannot be read is refused, so that the sender knows. It never holds more than a bounded backlog.
 *
 * @throws DrillError (exit code 3) when the port cannot be had, or token, certificate and key are not fit.
 */
export async function startReceiver<T = unknown>(options: ReceiverOptions<T>): Promise<Receiver> {
  const {host, port, path, token, onBody, onRefused = () => {}} = options;
  const open = options.open ?? ((document): Opened<T> => ({document: document as T}));
  if (token && isBlank(token)) throw environmentError('the token of this receiver is blank: anybody could post', []);
  const memory: Memory = {limit: options.backlog ?? LARGEST_BACKLOG, used: 0};
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const refusal = refusalOf(request, options);
    const body = await bodyOf(request, refusal ? NO_MEMORY : memory);
    if (!(body instanceof Buffer) || refusal) return refuse(response, refusal ?? (body as Refusal), onRefused);
    const verdict = options.verify?.(body, request.headers);
    const documents = verdict === 'repeated' ? [] : (verdict ?? documentsOf(body, request.headers));
    if (!Array.isArray(documents)) {
      memory.used -= body.length;
      return refuse(response, documents, onRefused);
    }
    const opened = documents.map(open);
    const unread = opened.find(one => one.unread !== undefined)?.unread;
    if (unread === undefined) response.writeHead(200).end();
    else refuse(response, {code: 400, reason: unread}, onRefused);
    // Of several documents those that can be read are read, whatever is answered to the others.
    setImmediate(() => {
      memory.used -= body.length;
      for (const {document} of opened) work(document, onBody, onRefused);
    });
  };
  const listener = (request: IncomingMessage, response: ServerResponse) =>
    void handle(request, response).catch(() => {
      if (!refusalOf(request, options)) onRefused({code: 400, reason: 'a sender hung up in the middle of a body'});
      response.destroy();
    });
  const server = serverOf(options, listener);
  server.on('tlsClientError', (error: Error) => onRefused({code: NOT_CONNECTED, reason: handshakeFailure(error)}));
  await new Promise<void>((resolve, reject) => {
    server.once('error', error =>
      reject(
        environmentError(`cannot listen on ${host}:${port}: ${messageOf(error)}`, [
          'choose another port in the stack file',
        ]),
      ),
    );
    server.listen(port, host, resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `${options.tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${bound}${path}`,
    port: bound,
    close: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

/** @throws DrillError (exit code 3) when OpenSSL does not take certificate and key; its message quotes neither. */
function serverOf({tls}: Pick<ReceiverOptions, 'tls'>, listener: RequestListener): Server {
  if (!tls) return createPlainServer(listener);
  try {
    return createTlsServer({cert: tls.certificate, key: tls.key.reveal()}, listener);
  } catch (error) {
    throw environmentError(`cannot listen with this certificate and key: ${messageOf(error)}`, [
      'both are PEM files, and belong together',
    ]);
  }
}

/** The path is not repeated: a sender that has it wrong may have put its token there. */
function refusalOf(
  request: IncomingMessage,
  {path, token}: Pick<ReceiverOptions, 'path' | 'token'>,
): Refusal | undefined {
  const [asked = ''] = (request.url ?? '').split('?');
  const base = path.replace(/\/$/, '');
  const rest = asked === base ? '' : asked.startsWith(`${base}/`) ? asked.slice(base.length + 1) : undefined;
  if (rest === undefined || (rest && !token)) return {code: 404, reason: `posts are taken only at ${path}`};
  if (request.method !== 'POST') return {code: 405, reason: `${request.method} is not a POST`};
  const shown = decoded(rest) || /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] || '';
  if (token && !same(shown, token.reveal())) return {code: 401, reason: 'a sender sent no token, or a wrong one'};
  return undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Digests are of one length: how long the comparison takes says nothing of the token, not even its length. */
function same(a: string, b: string): boolean {
  const [x, y] = [a, b].map(text => createHash('sha256').update(text).digest());
  return x !== undefined && y !== undefined && timingSafeEqual(x, y);
}

/** What a sender can read that was refused by 415. */
const READS = {'Accept-Encoding': CODINGS, 'Accept-Post': READABLE};

function refuse(response: ServerResponse, refusal: Refusal, tell: (refusal: Refusal) => void): void {
  tell(refusal);
  const headers = {Connection: 'close', ...(refusal.code === 415 && READS)};
  response.writeHead(refusal.code, headers).end(`${refusal.reason}\n`);
}

function work<T>(document: T, onBody: (document: T) => void, tell: (refusal: Refusal) => void): void {
  try {
    onBody(document);
  } catch (error) {
    tell({code: 422, reason: messageOf(error)});
  }
}

/** Not a status: no request came about. */
const NOT_CONNECTED = 0;

/** A sender that does not trust our certificate says so in the handshake, and nowhere else. */
function handshakeFailure(error: Error): string {
  const alert = /SSL routines:[^:]*:([^:]+):/.exec(error.message)?.[1];
  if (alert === 'http request') return 'a sender spoke HTTP without TLS';
  return `the TLS handshake with a sender failed: ${alert ?? error.message}`;
}
