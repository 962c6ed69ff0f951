import {KubeConfig, type User} from '@kubernetes/client-node';
import {type Dispatcher, request as send} from 'undici';
import type {ApiRequest} from '../../kube/request.js';
import {DrillError, EXIT, environmentError} from '../../lib/errors.js';
import {outOfFiles} from '../../lib/files/open-files.js';
import {readBounded, TooLargeError} from '../../lib/net/bounded-stream.js';
import {connectionFailure} from '../../lib/net/connection-failure.js';
import {unpack} from '../../lib/net/content-coding.js';
import {dispatcherFor} from '../../lib/net/dispatcher.js';
import type {Secret} from '../../lib/secret.js';
import {type ApiAnswer, answerOf, type SendOptions} from './answer.js';
import {shareConnections} from './connections.js';
import {sourceOfCredentials} from './renewed.js';
import {openStream} from './stream.js';
import {type Asking, whoAsks} from './who-asks.js';

/** Who a client speaks as. `drill` is the identity of the kubeconfig; the others carry nothing of it. */
export type Credential =
  | {as: 'drill'}
  /** `runsOutAt`: when the server that gave the token said that it ends, in milliseconds since 1970. */
  | {as: 'bearer'; token: Secret; runsOutAt?: number | undefined}
  /** A client certificate as PEM, with its key. */
  | {as: 'certificate'; certificate: string; key: Secret}
  | {as: 'anonymous'};

/** The server was asked, and nobody can say what became of it: no answer came. */
export class NoAnswer extends DrillError {
  constructor(server: string, {method, path}: ApiRequest, reason: string, error: unknown) {
    super(
      `the API server at ${server} did not answer ${method} ${path}: ${reason}`,
      EXIT.environment,
      outOfFiles(error)?.nextSteps ?? ['check that the cluster is up: `kubedrill doctor`'],
      {cause: error},
    );
  }
}

const TIMEOUT_MS = 30_000;
/** Larger than any list that is asked for. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Speaks to one API server under one identity. It sends the requests of scenarios as they are planned (method and
 * path), since the generated clients of `@kubernetes/client-node` would choose paths and headers on their own; TLS and
 * credentials are that package's. An answer has bounds of size and time, and no redirect is followed.
 */
export class ApiClient {
  readonly #config: KubeConfig;
  /** What is said when connecting; undefined where it is this client's alone. */
  readonly #shares: {kubeConfig: KubeConfig; as: string} | undefined;
  #session: Promise<Session> | undefined;

  constructor(
    kubeConfig: KubeConfig,
    readonly userAgent: string,
    credential: Credential = {as: 'drill'},
  ) {
    this.#config = credential.as === 'drill' ? kubeConfig : configFor(kubeConfig, credential);
    const as = credential.as === 'drill' ? 'drill' : 'nobody';
    this.#shares = credential.as === 'certificate' ? undefined : {kubeConfig, as};
  }

  /** The server's base URL. */
  get server(): string {
    return serverOf(this.#config);
  }

  /**
   * Sends one request and reads its answer. A refusal is an answer, not an error.
   *
   * @throws NoAnswer (exit code 3) when the server cannot be reached; the signal's reason when aborted.
   */
  async send(request: ApiRequest, options: SendOptions): Promise<ApiAnswer> {
    const headers = {'User-Agent': this.userAgent, 'Audit-ID': options.auditId, ...request.headers};
    const {upgrade} = request;
    if (upgrade) {
      return openStream(this.#config, {...request, upgrade}, headers, options).catch(error => {
        options.signal?.throwIfAborted();
        throw error instanceof DrillError ? error : new NoAnswer(this.server, request, reasonOf(error), error);
      });
    }
    return this.#fetch(request, headers, options);
  }

  async #fetch(request: ApiRequest, headers: Record<string, string>, options: SendOptions): Promise<ApiAnswer> {
    const {asking, dispatcher} = await this.#authenticated();
    const {method, path, body, watchMs} = request;
    // A watch ends by our own bound; everything else must answer within the timeout.
    const bound = AbortSignal.timeout(watchMs ?? options.timeoutMs ?? TIMEOUT_MS);
    try {
      const response = await send(this.server + path, {
        method: method as Dispatcher.HttpMethod,
        dispatcher,
        headers: {
          Accept: 'application/json',
          ...asking.headers,
          ...headers,
          ...(body !== undefined && {'Content-Type': request.contentType ?? 'application/json'}),
        },
        ...(body !== undefined && {body: typeof body === 'string' ? body : JSON.stringify(body)}),
        signal: options.signal ? AbortSignal.any([options.signal, bound]) : bound,
      });
      const {statusCode: code} = response;
      options.onAnswer?.(code);
      // The next request asks for another credential, as kubectl's would.
      if (code === 401) sourceOfCredentials(this.#config)?.expire();
      const date = Date.parse(one(response.headers.date));
      const packed = await readBounded(response.body, MOST_BYTES).catch((error: unknown) => {
        if (bound.aborted && watchMs !== undefined) return Buffer.alloc(0);
        throw error;
      });
      const text = unpack(packed, one(response.headers['content-encoding']), MOST_BYTES).toString('utf8');
      const warnings = warningsIn(one(response.headers.warning));
      return {
        ...answerOf(code, text),
        ...redirected(code, one(response.headers.location)),
        ...(warnings.length && {warnings}),
        ...(Number.isFinite(date) && {serverDate: new Date(date)}),
      };
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof DrillError) throw error;
      throw new NoAnswer(this.server, request, bound.aborted ? 'no answer in time' : reasonOf(error), error);
    }
  }

  /**
   * Watches a list: calls `onChange` whenever something comes, whatever it is. It keeps nothing of it.
   *
   * @returns the status, when the stream has ended
   * @throws whatever broke it; the signal's reason when aborted
   */
  async watch(path: string, {auditId, signal, onChange}: Watching): Promise<number> {
    const {asking, dispatcher} = await this.#authenticated();
    const {statusCode, body} = await send(`${this.server}${path}${path.includes('?') ? '&' : '?'}watch=true`, {
      ...{method: 'GET', dispatcher, signal},
      headers: {...asking.headers, 'User-Agent': this.userAgent, 'Audit-ID': auditId, Accept: 'application/json'},
      // Nothing may change for hours.
      bodyTimeout: 0,
    });
    for await (const _ of body) if (statusCode === 200) onChange();
    return statusCode;
  }

  /**
   * Who asks, and the connections it goes over: one for all requests, since each new one would cost a TLS handshake.
   * Credentials that are renewed are asked for each time; a certificate that has changed needs connections of its own.
   */
  async #authenticated(): Promise<Session> {
    const last = await this.#session?.catch(() => undefined);
    if (!last) {
      this.#session ??= whoAsks(this.#config).then(asking => this.#open(asking));
      return this.#session.catch((error: unknown) => {
        this.#session = undefined;
        throw error;
      });
    }
    if (!sourceOfCredentials(this.#config)) return last;
    const asking = await whoAsks(this.#config);
    if (String(asking.tls.cert) === String(last.asking.tls.cert)) return {...last, asking};
    this.#session = Promise.resolve(this.#open(asking));
    void last.close();
    return this.#session;
  }

  #open(asking: Asking): Session {
    const own = dispatcherFor(asking.tls, asking.proxy);
    if (!this.#shares) return {asking, dispatcher: own, close: () => own.close()};
    const as = `${this.#shares.as} ${String(asking.tls.cert ?? '')}`;
    const {dispatcher, giveBack} = shareConnections(this.#shares.kubeConfig, as, own);
    return {asking, dispatcher, close: giveBack};
  }

  /** Closes the connections that nobody else uses. */
  async close(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await (await session?.catch(() => undefined))?.close();
  }
}

/** How a list is watched. */
interface Watching {
  auditId: string;
  signal: AbortSignal;
  onChange: () => void;
}

/** What every request of a client begins with, and the connections it goes over. */
interface Session {
  asking: Asking;
  dispatcher: Dispatcher;
  close: () => Promise<void>;
}

const one = (header: string | string[] | undefined): string => [header ?? ''].flat().join(', ');

/** Redirects are not followed: our credentials are for this server only. */
const redirected = (code: number, location: string): {message?: string} =>
  code >= 300 && code < 400 && location
    ? {message: `the answer redirects to ${location.split(/[?#]/)[0]}, which is not followed`}
    : {};

/** The texts of `Warning` headers, which arrive as one: `299 - "text", 299 - "text"` (RFC 7234). */
export const warningsIn = (header = ''): string[] =>
  [...header.matchAll(/\b\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text.replaceAll(/\\(.)/g, '$1'));

function serverOf(config: KubeConfig): string {
  const server = config.getCurrentCluster()?.server;
  if (!server) throw environmentError('the kubeconfig names no API server for its current context');
  return server.replace(/\/$/, '');
}

/**
 * The same server with another credential and nothing of the drill's own: a client certificate would win over a token.
 */
function configFor(kubeConfig: KubeConfig, credential: Exclude<Credential, {as: 'drill'}>): KubeConfig {
  const cluster = kubeConfig.getCurrentCluster();
  if (!cluster) throw environmentError('the kubeconfig has no current cluster');
  const config = new KubeConfig();
  config.loadFromClusterAndUser(cluster, userOf(credential));
  return config;
}

function userOf(credential: Exclude<Credential, {as: 'drill'}>): User {
  if (credential.as === 'bearer') return {name: 'actor', token: credential.token.reveal()};
  if (credential.as === 'anonymous') return {name: 'anonymous'};
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  return {name: 'actor', certData: base64(credential.certificate), keyData: base64(credential.key.reveal())};
}

const reasonOf = (error: unknown): string =>
  error instanceof TooLargeError ? `its answer has ${error.message}` : connectionFailure(error);
