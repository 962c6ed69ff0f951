import {type Dispatcher, request} from 'undici';
import {formatDuration} from '../../lib/duration.js';
import {readBounded, TooLargeError} from '../../lib/net/bounded-stream.js';
import {connectionFailure} from '../../lib/net/connection-failure.js';
import {CodingError, unpack} from '../../lib/net/content-coding.js';
import {dispatcherFor} from '../../lib/net/dispatcher.js';
import type {ProxyServer} from '../../lib/net/proxy.js';
import {Secret} from '../../lib/secret.js';
import {jsonOf, type RawAnswer, said, strangerIn} from './answer.js';

/** Who a source is asked as. The values are revealed only in the request itself. */
export type Authentication =
  | {kind: 'basic'; username: string; password: Secret}
  | {kind: 'bearer'; token: Secret}
  | {kind: 'apiKey'; key: Secret};

/** How the server is trusted, and how it is shown who asks. Texts are PEM. */
export interface Tls {
  ca?: string;
  certificate?: string;
  key?: Secret;
  /** Takes any certificate, as the stack file asks. */
  insecure?: boolean;
}

/** Where and how a source is asked. */
export interface Endpoint {
  /** Base URL, without credentials. */
  url: string;
  auth?: Authentication;
  tls?: Tls;
  /** Sent with every question. */
  headers?: Readonly<Record<string, string | Secret>>;
  /** The proxy that the environment names for this server. */
  proxy?: ProxyServer;
  /** How long an answer may take to its end, in milliseconds; default: 15 s. */
  timeoutMs?: number;
  /** How large an answer may be, on the way and unpacked, in bytes; default: 64 MiB. */
  mostBytes?: number;
  /** Our own wall clock, beside which the server's is laid; absent: it is not. */
  wall?: () => Date;
}

/** One question to a server. */
export interface Question {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  query?: Readonly<Record<string, string | number | undefined>>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, in place of `body`. */
  text?: string;
  /** What the answer is; default: JSON. */
  as?: 'json' | 'text';
  signal?: AbortSignal;
}

/** A server that said no, or something that is not an answer. */
export class HttpError extends Error {
  override name = 'HttpError';

  constructor(
    message: string,
    /** HTTP status; absent when there was no response. */
    readonly status?: number,
    /** The body, as far as it was read. */
    readonly body?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What a refusal means for the client; undefined for any other answer. */
export const refused = (status: number): string | undefined =>
  status === 401 ? 'refuses these credentials (401)' : undefined;

/** Longer than any server that is well needs for one page. */
const TIMEOUT_MS = 15_000;
/** Larger than any page of answers that is asked for. */
const MOST_BYTES = 64 * 1024 * 1024;
/** At most this much of an error's body is kept: some look into it for what a server says. */
const KEPT_BODY = 64 * 1024;
/** A Date names the second that has begun: on average it was half over. */
const HALF_A_SECOND = 500;
/** An answer takes its time on the way; clocks that differ by less do no harm. */
const MEANS_NOTHING_MS = 5000;

/**
 * Speaks JSON with one server, and trusts it with nothing: an answer has bounds of size, time and depth, no redirect is
 * followed, and nothing that is thrown or printed holds a credential.
 */
export class HttpClient {
  readonly #dispatcher: Dispatcher;
  readonly #base: string;
  #skewMs: number | undefined;

  constructor(readonly endpoint: Endpoint) {
    const {ca, certificate, key, insecure} = endpoint.tls ?? {};
    this.#base = endpoint.url.replace(/\/$/, '');
    const proxy = endpoint.proxy?.wrong === undefined ? endpoint.proxy : undefined;
    this.#dispatcher = dispatcherFor({ca, cert: certificate, key: key?.reveal(), insecure}, proxy);
  }

  /**
   * Asks, and reads the answer.
   *
   * @throws HttpError when there is no answer, or one that is not 2xx, or not what was asked for.
   */
  async ask(path: string, question: Question = {}): Promise<unknown> {
    const {method = question.body === undefined ? 'GET' : 'POST', as = 'json'} = question;
    const asked = `${method} ${path}`;
    const answer = await this.#answer(path, method, question);
    const {status, text} = answer;
    const stranger = strangerIn(answer, asked, this.#base);
    if (stranger !== undefined) throw this.#failed(stranger, status, text);
    if (status < 200 || status >= 300)
      throw this.#failed(`${refused(status) ?? `answered ${status} to ${asked}`}${said(text)}`, status, text);
    if (as === 'text') return text;
    try {
      return jsonOf(answer, asked);
    } catch (error) {
      throw this.#failed((error as Error).message, status, text);
    }
  }

  async #answer(path: string, method: string, {query, body, text, signal}: Question): Promise<RawAnswer> {
    const {timeoutMs = TIMEOUT_MS, mostBytes = MOST_BYTES, headers, auth, proxy} = this.endpoint;
    if (proxy?.wrong !== undefined) throw this.#failed(`cannot be asked: ${proxy.wrong}`);
    const bound = AbortSignal.timeout(timeoutMs);
    try {
      const response = await request(this.#base + path + queryOf(query), {
        method,
        dispatcher: this.#dispatcher,
        headers: {
          Accept: 'application/json',
          'Accept-Encoding': 'gzip, deflate',
          'User-Agent': 'kubedrill',
          ...(text !== undefined && {'Content-Type': 'text/plain; charset=utf-8'}),
          ...(body !== undefined && {'Content-Type': 'application/json'}),
          ...revealed(headers),
          ...authorization(auth),
        },
        ...(text !== undefined && {body: text}),
        ...(body !== undefined && {body: JSON.stringify(body)}),
        signal: signal ? AbortSignal.any([signal, bound]) : bound,
      });
      this.#compareClocks(one(response.headers.date));
      const packed = await readBounded(response.body, mostBytes);
      const bytes = unpack(packed, one(response.headers['content-encoding']), mostBytes);
      const {statusCode: status} = response;
      const type = one(response.headers['content-type']) ?? '';
      return {status, type, location: one(response.headers.location), text: new TextDecoder().decode(bytes)};
    } catch (error) {
      signal?.throwIfAborted();
      const through = proxy ? ` through ${proxy.told}` : '';
      const reason = bound.aborted ? `no answer within ${formatDuration(timeoutMs)}` : whyUnread(error, mostBytes);
      throw this.#failed(`cannot be asked${through}: ${reason}`, undefined, undefined, error);
    }
  }

  /** Some gateways repeat what they were shown. */
  #failed(message: string, status?: number, text?: string, cause?: unknown): HttpError {
    const {auth, headers} = this.endpoint;
    const clean = (told: string) => withoutCredentials(told, auth, headers);
    const body = text === undefined ? undefined : clean(text.slice(0, KEPT_BODY));
    return new HttpError(clean(`${this.#base} ${message}`), status, body, {cause});
  }

  /**
   * How far the server's clock is ahead of ours, in milliseconds, by the Date of its newest answer, which counts whole
   * seconds; 0 where the difference means nothing, undefined where it sends none, as stores do.
   */
  get skewMs(): number | undefined {
    return this.#skewMs;
  }

  #compareClocks(date: string | undefined): void {
    const at = Date.parse(date ?? '');
    const {wall} = this.endpoint;
    if (!wall || !Number.isFinite(at)) return;
    const skewMs = at + HALF_A_SECOND - wall().getTime();
    this.#skewMs = Math.abs(skewMs) < MEANS_NOTHING_MS ? 0 : skewMs;
  }

  /** Closes the connections. */
  close(): Promise<void> {
    return this.#dispatcher.destroy();
  }
}

const one = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header.join(', ') : header;

function whyUnread(error: unknown, mostBytes: number): string {
  const most = `${mostBytes / 1024 / 1024} MiB`;
  if (error instanceof TooLargeError) return `its answer is larger than ${most}`;
  if (!(error instanceof CodingError)) return connectionFailure(error);
  return error.why === 'too large'
    ? `its answer unpacks to more than ${most}`
    : `its answer cannot be unpacked: ${error.message}`;
}

function queryOf(query: Question['query']): string {
  const pairs = Object.entries(query ?? {}).flatMap(([key, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(key)}=${encodeURIComponent(value)}`],
  );
  return pairs.length ? `?${pairs.join('&')}` : '';
}

const revealed = (headers: Endpoint['headers'] = {}): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : value.reveal()]),
  );

function authorization(auth: Authentication | undefined): Record<string, string> {
  switch (auth?.kind) {
    case 'basic':
      return {Authorization: `Basic ${Buffer.from(`${auth.username}:${auth.password.reveal()}`).toString('base64')}`};
    case 'bearer':
      return {Authorization: `Bearer ${auth.token.reveal()}`};
    case 'apiKey':
      return {Authorization: `ApiKey ${auth.key.reveal()}`};
    default:
      return {};
  }
}

function withoutCredentials(text: string, auth: Authentication | undefined, headers: Endpoint['headers'] = {}): string {
  const shown = authorization(auth).Authorization?.replace(/^\S+ /, '');
  const password = auth?.kind === 'basic' ? auth.password.reveal() : undefined;
  const sent = Object.values(headers).flatMap(value => (value instanceof Secret ? [value.reveal()] : []));
  return [shown, password, ...sent].reduce<string>(
    (clean, secret) => (secret ? clean.replaceAll(secret, '[redacted]') : clean),
    text,
  );
}
