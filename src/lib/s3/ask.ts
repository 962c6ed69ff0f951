import {type Dispatcher, request} from 'undici';
import {environmentError} from '../errors.js';
import {readBounded, TooLargeError} from '../net/bounded-stream.js';
import {connectionFailure} from '../net/connection-failure.js';
import {dispatcherFor} from '../net/dispatcher.js';
import {proxyFor} from '../net/proxy.js';

/** A request to an AWS service, signed or not. */
export interface AwsRequest {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  url: string;
  headers: Record<string, string>;
  body?: string | Buffer;
}

/** What a service answered. */
export interface AwsAnswer {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
}

const TIMEOUT_MS = 30_000;
/** Larger than any object that is asked for. */
const MOST_BYTES = 400 * 1024 * 1024;

/** One for each server and proxy: connections are kept between requests. */
const dispatchers = new Map<string, Dispatcher>();

/**
 * Asks once.
 *
 * @param what is asked for, for messages
 * @throws DrillError (exit code 3) when no answer comes
 */
export async function ask(
  {method, url, headers, body}: AwsRequest,
  env: NodeJS.ProcessEnv,
  what: string,
): Promise<AwsAnswer> {
  try {
    const answer = await request(url, {
      ...{method, headers, body: body ?? null, dispatcher: dispatcherOf(url, env)},
      ...{headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS},
    });
    return {status: answer.statusCode, headers: answer.headers, body: await readBounded(answer.body, MOST_BYTES)};
  } catch (error) {
    const reason = error instanceof TooLargeError ? error.message : connectionFailure(error);
    throw environmentError(`${new URL(url).host} did not answer for ${what}: ${reason}`, [
      'look at the network, and at AWS_ENDPOINT_URL if it is not AWS that is meant',
    ]);
  }
}

function dispatcherOf(url: string, env: NodeJS.ProcessEnv): Dispatcher {
  const proxy = proxyFor(url, env);
  if (proxy?.wrong !== undefined) throw environmentError(proxy.wrong);
  const key = `${new URL(url).origin} ${proxy?.url ?? ''}`;
  const known = dispatchers.get(key) ?? dispatcherFor({}, proxy);
  dispatchers.set(key, known);
  return known;
}
