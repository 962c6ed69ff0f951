import {IsomorphicFetchHttpLibrary, KubeConfig, RequestContext, type User} from '@kubernetes/client-node';
import type {Dispatcher} from 'undici';
import {DrillError, EXIT, environmentError, messageOf} from '../lib/errors.js';
import type {Secret} from '../lib/secret.js';
import type {ApiRequest} from '../scenario/request.js';
import {shareConnections} from './connections.js';
import {openStream} from './stream.js';

/** Who a client speaks as. `drill` is the identity of the kubeconfig; the others carry nothing of it. */
export type Credential =
  | {as: 'drill'}
  | {as: 'bearer'; token: Secret}
  /** A client certificate as PEM, with its key. */
  | {as: 'certificate'; certificate: string; key: Secret}
  | {as: 'anonymous'};

/** What the API server answered. `code` 101 is an accepted upgrade: exec, attach, port-forward. */
export interface ApiAnswer {
  code: number;
  /** JSON where the server sent JSON, else text. */
  body: unknown;
  /** The message of a `Status` body, where the answer is a refusal. */
  message?: string;
  /** What the server warned of, in its own words and those of admission webhooks. */
  warnings?: string[];
  /** The server's clock, from the Date header. */
  serverDate?: Date;
}

/** The server was asked, and nobody can say what became of it: no answer came. */
export class NoAnswer extends DrillError {
  constructor(server: string, {method, path}: ApiRequest, error: unknown) {
    super(
      `the API server at ${server} did not answer ${method} ${path}: ${reasonOf(error)}`,
      EXIT.environment,
      ['check that the cluster is up: `kubedrill doctor`'],
      {cause: error},
    );
  }
}

/** How to send one request. */
export interface SendOptions {
  /** Chosen by the client, so that it is known before the first line of evidence can appear. */
  auditId: string;
  signal?: AbortSignal;
  /** Called when the response has begun: for watch and exec long before the request ends. */
  onAnswer?: (code: number) => void;
  /** How long to wait for the answer, in milliseconds; default 30 000. */
  timeoutMs?: number;
}

const TIMEOUT_MS = 30_000;

/**
 * Speaks to one API server under one identity. It sends the requests of scenarios as they are planned (method and
 * path), since the generated clients of `@kubernetes/client-node` would choose paths and headers by themselves; the
 * transport, TLS and credentials are that package's.
 */
export class ApiClient {
  readonly #config: KubeConfig;
  /** What is said when connecting; undefined where it is this client's alone. */
  readonly #shares: {kubeConfig: KubeConfig; as: string} | undefined;
  readonly #http = new IsomorphicFetchHttpLibrary();
  #template: Promise<Template> | undefined;

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
        throw error instanceof DrillError ? error : new NoAnswer(this.server, request, error);
      });
    }
    return this.#fetch(request, headers, options);
  }

  async #fetch(request: ApiRequest, headers: Record<string, string>, options: SendOptions): Promise<ApiAnswer> {
    const {template, dispatcher} = await this.#authenticated();
    const context = new RequestContext(this.server + request.path, request.method);
    for (const [name, value] of Object.entries({...template.getHeaders(), ...headers})) {
      context.setHeaderParam(name, value);
    }
    context.setHeaderParam('Accept', 'application/json');
    if (request.body !== undefined) {
      context.setHeaderParam('Content-Type', request.contentType ?? 'application/json');
      context.setBody(typeof request.body === 'string' ? request.body : JSON.stringify(request.body));
    }
    if (dispatcher) context.setDispatcher(dispatcher);
    // A watch ends by our own bound; everything else must answer within the timeout.
    const bound = AbortSignal.timeout(request.watchMs ?? options.timeoutMs ?? TIMEOUT_MS);
    context.setSignal(options.signal ? AbortSignal.any([options.signal, bound]) : bound);
    try {
      const response = await this.#http.send(context).toPromise();
      options.onAnswer?.(response.httpStatusCode);
      const date = Date.parse(response.headers.date ?? '');
      const text = await response.body.text().catch((error: unknown) => {
        if (bound.aborted && request.watchMs !== undefined) return '';
        throw error;
      });
      const warnings = warningsIn(response.headers.warning);
      return {
        ...answerOf(response.httpStatusCode, text),
        ...(warnings.length && {warnings}),
        ...(Number.isFinite(date) && {serverDate: new Date(date)}),
      };
    } catch (error) {
      options.signal?.throwIfAborted();
      throw new NoAnswer(this.server, request, error);
    }
  }

  #authenticated(): Promise<Template> {
    // One context for all requests: it holds the connection pool, and each new one would cost a TLS handshake.
    this.#template ??= (async () => {
      const template = new RequestContext(this.server, 'GET');
      await this.#config.applySecurityAuthentication(template);
      const own = template.getDispatcher()?.compose(overHttp1);
      if (!own) return {template, close: async () => {}};
      if (!this.#shares) return {template, dispatcher: own, close: () => own.close()};
      const {dispatcher, giveBack} = shareConnections(this.#shares.kubeConfig, this.#shares.as, own);
      return {template, dispatcher, close: giveBack};
    })();
    return this.#template;
  }

  /** Closes the connections that nobody else uses. */
  async close(): Promise<void> {
    const template = this.#template;
    this.#template = undefined;
    await (await template)?.close();
  }
}

/** What every request of a client begins with, and the connections it goes over. */
interface Template {
  template: RequestContext;
  dispatcher?: Dispatcher;
  close: () => Promise<void>;
}

/**
 * Never HTTP/2, which servers offer and the transport would take: a request that is aborted while its connection writes
 * sends Node's HTTP/2 session into a loop without end, which takes memory until the machine has none.
 */
const overHttp1: Dispatcher.DispatcherComposeInterceptor = dispatch => (options, handler) => {
  const http1 = {...options, allowH2: false};
  return dispatch(http1, handler);
};

/** The answer's code and body, and the message of a `Status`. */
export function answerOf(code: number, text: string): ApiAnswer {
  const body = parseBody(text);
  const status = body as {kind?: unknown; message?: unknown} | null;
  const isStatus = typeof status === 'object' && status?.kind === 'Status' && typeof status.message === 'string';
  return {code, body, ...(isStatus && {message: String(status.message)})};
}

/** The texts of `Warning` headers, which arrive as one: `299 - "text", 299 - "text"` (RFC 7234). */
export const warningsIn = (header = ''): string[] =>
  [...header.matchAll(/\b\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text.replaceAll(/\\(.)/g, '$1'));

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function serverOf(config: KubeConfig): string {
  const server = config.getCurrentCluster()?.server;
  if (!server) throw environmentError('the kubeconfig names no API server for its current context');
  return server.replace(/\/$/, '');
}

/** The same server with another credential and nothing of the drill's own: a client certificate would win over a token. */
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

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error ? `${messageOf(error)} (${cause.message})` : messageOf(error);
}
