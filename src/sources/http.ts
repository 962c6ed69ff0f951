import {Agent, fetch} from 'undici';
import {formatDuration} from '../lib/duration.js';
import {messageOf} from '../lib/errors.js';
import type {Secret} from '../lib/secret.js';

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
  /** Takes any certificate: said on purpose by whoever wrote the stack file. */
  insecure?: boolean;
}

/** Where and how a source is asked. */
export interface Endpoint {
  /** Base URL, without credentials. */
  url: string;
  auth?: Authentication;
  tls?: Tls;
  headers?: Readonly<Record<string, string>>;
  /** How long an answer may take, in milliseconds; default: 15 s. */
  timeoutMs?: number;
  /** Our own wall clock, beside which the server's is laid; absent: it is not. */
  wall?: () => Date;
}

/** One question to a server. */
export interface Question {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  query?: Readonly<Record<string, string | number | undefined>>;
  /** Sent as JSON. */
  body?: unknown;
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

/** Longer than any server that is well needs for one page. */
const TIMEOUT_MS = 15_000;
const TOLD_BODY = 300;
/** A Date names the second that has begun: on average it was half over. */
const HALF_A_SECOND = 500;
/** An answer takes its time on the way; clocks that differ by less do no harm. */
const MEANS_NOTHING_MS = 5000;

/** Speaks JSON with one server. Nothing that it throws or prints holds a credential. */
export class HttpClient {
  readonly #agent: Agent;
  readonly #base: string;
  #skewMs: number | undefined;

  constructor(readonly endpoint: Endpoint) {
    const {ca, certificate, key, insecure} = endpoint.tls ?? {};
    this.#base = endpoint.url.replace(/\/$/, '');
    this.#agent = new Agent({
      connect: {
        ...(ca !== undefined && {ca}),
        ...(certificate !== undefined && {cert: certificate}),
        ...(key !== undefined && {key: key.reveal()}),
        ...(insecure && {rejectUnauthorized: false}),
      },
    });
  }

  /**
   * Asks, and reads the answer as JSON (or text where it is none).
   *
   * @throws HttpError when there is no answer, or one that is not 2xx.
   */
  async ask(path: string, question: Question = {}): Promise<unknown> {
    const {method = question.body === undefined ? 'GET' : 'POST', body, signal} = question;
    const url = this.#base + path + queryOf(question.query);
    const {timeoutMs = TIMEOUT_MS} = this.endpoint;
    const bound = AbortSignal.timeout(timeoutMs);
    let text: string;
    let status: number;
    try {
      const response = await fetch(url, {
        method,
        dispatcher: this.#agent,
        headers: {
          Accept: 'application/json',
          ...(body !== undefined && {'Content-Type': 'application/json'}),
          ...this.endpoint.headers,
          ...authorization(this.endpoint.auth),
        },
        ...(body !== undefined && {body: JSON.stringify(body)}),
        signal: signal ? AbortSignal.any([signal, bound]) : bound,
      });
      status = response.status;
      this.#compareClocks(response.headers.get('date'));
      text = await response.text();
    } catch (error) {
      signal?.throwIfAborted();
      const reason = bound.aborted ? `no answer within ${formatDuration(timeoutMs)}` : reasonOf(error);
      throw new HttpError(`${this.#base} cannot be asked: ${reason}`, undefined, undefined, {cause: error});
    }
    if (status >= 200 && status < 300) return parsed(text);
    const told = withoutCredential(text, this.endpoint.auth);
    throw new HttpError(`${this.#base} answered ${status} to ${method} ${path}${said(told)}`, status, told);
  }

  /**
   * How far the server's clock is ahead of ours, in milliseconds, by the Date of its newest answer, which counts whole
   * seconds; 0 where the difference means nothing, undefined where it sends none, as stores do.
   */
  get skewMs(): number | undefined {
    return this.#skewMs;
  }

  #compareClocks(date: string | null): void {
    const at = Date.parse(date ?? '');
    const {wall} = this.endpoint;
    if (!wall || !Number.isFinite(at)) return;
    const skewMs = at + HALF_A_SECOND - wall().getTime();
    this.#skewMs = Math.abs(skewMs) < MEANS_NOTHING_MS ? 0 : skewMs;
  }

  /** Closes the connections. */
  close(): Promise<void> {
    return this.#agent.destroy();
  }
}

function queryOf(query: Question['query']): string {
  const pairs = Object.entries(query ?? {}).flatMap(([key, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(key)}=${encodeURIComponent(value)}`],
  );
  return pairs.length ? `?${pairs.join('&')}` : '';
}

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

/** Some gateways repeat what they were shown. */
function withoutCredential(text: string, auth: Authentication | undefined): string {
  const shown = authorization(auth).Authorization?.replace(/^\S+ /, '');
  const secrets = [shown, auth?.kind === 'basic' ? auth.password.reveal() : undefined];
  return secrets.reduce<string>((clean, secret) => (secret ? clean.replaceAll(secret, '[redacted]') : clean), text);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const said = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line ? `: ${line.length > TOLD_BODY ? `${line.slice(0, TOLD_BODY)}…` : line}` : '';
};

/** undici says only "fetch failed"; the cause says why. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = (cause as {code?: unknown} | undefined)?.code;
  if (code === 'ECONNREFUSED') return 'connection refused';
  return cause instanceof Error ? cause.message || String(code) : messageOf(error);
}
