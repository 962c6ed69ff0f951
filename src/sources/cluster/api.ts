import {randomUUID} from 'node:crypto';
import type {z} from 'zod';
import type {ApiAnswer} from '../../cluster/api/answer.js';
import {ApiClient} from '../../cluster/api/client.js';
import {environmentError} from '../../lib/errors.js';
import {parseAs} from '../kit/parse.js';
import type {SourceContext} from '../kit/source-type.js';
import type {Source} from '../source.js';

/** What a person can do about a question that the API server refuses. */
export const ASK_FOR_ROLE =
  '`kubedrill plan --stack FILE --role USER` prints a role with all that the drill and its sources need';

/** An answer of the API server that is none: the question was refused, or there is no such thing. */
export class ApiError extends Error {
  override name = 'ApiError';
  constructor(
    message: string,
    readonly code: number,
  ) {
    super(message);
  }
}

/** Reads from the API server of the cluster that is attacked, as the drill itself. */
export class ClusterApi {
  readonly #client: ApiClient;

  constructor(client: ApiClient) {
    this.#client = client;
  }

  /**
   * The body of an answer, in the form that is expected.
   *
   * @throws ApiError when the server says no; Error when it does not answer, or with something else.
   */
  async get<S extends z.ZodType>(path: string, schema: S, signal: AbortSignal): Promise<z.output<S>> {
    return parseAs(schema, (await this.#ask('GET', path, signal)).body, `the API server's answer to ${path}`);
  }

  /** The text of an answer: a log, or the lines of a watch. @throws as `get` does. */
  async text(path: string, signal: AbortSignal): Promise<string> {
    const {body} = await this.#ask('GET', path, signal);
    // What is text may be JSON as well: one line of a log, or of a watch.
    return typeof body === 'string' ? body : JSON.stringify(body);
  }

  /** What comes of posting a question that stores nothing. @throws as `get` does. */
  async review<S extends z.ZodType>(path: string, body: object, schema: S, signal: AbortSignal): Promise<z.output<S>> {
    const answer = await this.#ask('POST', path, signal, body);
    return parseAs(schema, answer.body, `the API server's answer to ${path}`);
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  async #ask(method: 'GET' | 'POST', path: string, signal: AbortSignal, body?: object): Promise<ApiAnswer> {
    const request = {method, path, ...(body && {body})};
    const answer = await this.#client.send(request, {auditId: randomUUID(), signal});
    if (answer.code < 300) return answer;
    const said = answer.message ?? `HTTP ${answer.code}`;
    throw new ApiError(answer.code === 403 ? `${said}; ${ASK_FOR_ROLE}` : said, answer.code);
  }
}

/**
 * Speaks to the cluster that is attacked.
 *
 * @throws DrillError (exit code 3) where only the stack is looked at.
 */
export function clusterApi({cluster, id}: SourceContext): ClusterApi {
  if (!cluster) throw environmentError(`the source ${id} reads from the cluster itself, and there is none`);
  return new ClusterApi(new ApiClient(cluster.kubeConfig, 'kubedrill/sources'));
}

/** A source that asks through `api`, which ends with it. */
export const endingWith = (api: ClusterApi, source: Source): Source => ({
  ...source,
  start(onSignal, interest, abort) {
    abort.addEventListener('abort', () => void api.close(), {once: true});
    return source.start(onSignal, interest, abort);
  },
});
