import {timingSafeEqual} from 'node:crypto';
import {createServer as createPlainServer, type IncomingMessage, type ServerResponse} from 'node:http';
import {createServer as createTlsServer} from 'node:https';
import type {AddressInfo} from 'node:net';
import {environmentError, messageOf} from '../lib/errors.js';
import type {Secret} from '../lib/secret.js';

/** Where a receiver listens, and what it wants to be shown. */
export interface ReceiverOptions {
  host: string;
  /** 0: any that is free. */
  port: number;
  /** The path that is posted to, such as `/audit`; a token may follow as its last part. */
  path: string;
  /** Without it anybody who reaches the port may post: only on loopback. */
  token?: Secret;
  tls?: {certificate: string; key: Secret};
  /** Takes each body, parsed, after the sender was answered. */
  onBody: (body: unknown) => void;
  /** Hears of bodies that were refused or could not be read. */
  onRefused?: (reason: string) => void;
}

/** A receiver that is listening. */
export interface Receiver {
  /** Its address, without the token. */
  url: string;
  port: number;
  close(): Promise<void>;
}

/** The largest body of the senders that are known: 400 audit events with their objects. */
const LARGEST_BODY = 16 * 1024 * 1024;
/** What may wait to be worked on; a sender that is told 503 tries again. */
const LARGEST_BACKLOG = 64 * 1024 * 1024;

/**
 * Listens for POSTs of JSON. It answers before it works, since senders give up or hold back others while they wait, and
 * it never holds more than a bounded backlog.
 *
 * @throws DrillError (exit code 3) when the port cannot be had.
 */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const {host, port, path, tls, onBody, onRefused = () => {}} = options;
  let backlog = 0;
  const work = (text: string) => {
    try {
      onBody(JSON.parse(text));
    } catch (error) {
      onRefused(`a body could not be read: ${messageOf(error)}`);
    }
  };
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const refusal = refusalOf(request, options);
    if (refusal) return refuse(response, refusal.code, refusal.reason, onRefused);
    const text = await bodyOf(request, LARGEST_BACKLOG - backlog);
    if (text === undefined) return refuse(response, 503, 'too much is waiting to be read', onRefused);
    backlog += text.length;
    response.writeHead(200).end();
    setImmediate(() => {
      backlog -= text.length;
      work(text);
    });
  };
  const listener = (request: IncomingMessage, response: ServerResponse) =>
    void handle(request, response).catch(() => response.destroy());
  const server = tls
    ? createTlsServer({cert: tls.certificate, key: tls.key.reveal()}, listener)
    : createPlainServer(listener);
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
    url: `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${bound}${path}`,
    port: bound,
    close: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

/** Whether an address is reached from this machine only. */
export const isLoopback = (host: string): boolean => /^(127\.\d+\.\d+\.\d+|::1|localhost)$/.test(host);

function refusalOf(
  request: IncomingMessage,
  {path, token}: ReceiverOptions,
): {code: number; reason: string} | undefined {
  const [asked = ''] = (request.url ?? '').split('?');
  const rest = asked === path ? '' : asked.startsWith(`${path}/`) ? asked.slice(path.length + 1) : undefined;
  if (rest === undefined) return {code: 404, reason: `nothing is posted to ${asked}`};
  if (request.method !== 'POST') return {code: 405, reason: `${request.method} is no POST`};
  const shown = rest || /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] || '';
  if (token && !same(shown, token.reveal())) return {code: 401, reason: 'a sender showed no token, or another one'};
  return undefined;
}

function same(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}

function refuse(response: ServerResponse, code: number, reason: string, tell: (reason: string) => void): void {
  tell(reason);
  response.writeHead(code, {Connection: 'close'}).end(`${reason}\n`);
}

/** The whole body, or undefined when it is larger than allowed. */
async function bodyOf(request: IncomingMessage, room: number): Promise<string | undefined> {
  const limit = Math.min(LARGEST_BODY, room);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
