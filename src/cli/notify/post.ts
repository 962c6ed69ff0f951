import type {Changes} from '../../history/notify/changes.js';
import {jsonMessage, signature, slackMessage, teamsMessage} from '../../history/notify/messages.js';
import type {Clock} from '../../lib/clock.js';
import {connectionFailure} from '../../lib/net/connection-failure.js';
import {proxyFor} from '../../lib/net/proxy.js';
import type {Secret} from '../../lib/secret.js';
import {HttpClient, HttpError} from '../../sources/http/http.js';

/** A receiver, and where it is. The address of a chat is a credential. */
export type Addressed = {address: Secret} & ({template: 'slack' | 'teams'} | {template: 'json'; secret: Secret});

/** Between one try and the next, in milliseconds. */
const PAUSES = [1000, 4000];
const TIMEOUT_MS = 10_000;

/**
 * Posts what changed, three times at most: a receiver that is restarted is back in seconds.
 *
 * @returns why it did not arrive, without address, path or answer: each may hold what lets others post; undefined: it did
 */
export async function post(
  receiver: Addressed,
  changes: Changes,
  {env, clock}: {env: NodeJS.ProcessEnv; clock: Clock},
): Promise<string | undefined> {
  const body = JSON.stringify(bodyOf(receiver, changes));
  for (let attempt = 0; ; attempt++) {
    const headers = receiver.template === 'json' ? signature(body, receiver.secret, clock.wall()) : {};
    const failure = await once(receiver.address, body, headers, env);
    if (!failure) return undefined;
    const pause = PAUSES[attempt];
    if (pause === undefined || !failure.again) return failure.why;
    await clock.sleep(pause);
  }
}

function bodyOf({template}: Addressed, changes: Changes): object {
  return {slack: slackMessage, teams: teamsMessage, json: jsonMessage}[template](changes);
}

interface Failure {
  why: string;
  /** Whether another try may do better. */
  again: boolean;
}

async function once(
  address: Secret,
  body: string,
  headers: Record<string, string>,
  env: NodeJS.ProcessEnv,
): Promise<Failure | undefined> {
  const url = new URL(address.reveal());
  const proxy = proxyFor(url.href, env);
  const credentials =
    url.username || url.password
      ? {Authorization: `Basic ${btoa(`${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`)}`}
      : {};
  const sent = {...headers, ...credentials, 'Content-Type': 'application/json'};
  const client = new HttpClient({
    url: url.origin,
    timeoutMs: TIMEOUT_MS,
    mostBytes: 1024 * 1024,
    headers: sent,
    ...(proxy && {proxy}),
  });
  try {
    await client.ask(url.pathname + url.search, {method: 'POST', text: body, as: 'text'});
    return undefined;
  } catch (error) {
    return failureOf(error);
  } finally {
    await client.close();
  }
}

function failureOf(error: unknown): Failure {
  const status = error instanceof HttpError ? error.status : undefined;
  if (status !== undefined) return {why: `it answered ${status}`, again: status === 429 || status >= 500};
  const cause = error instanceof HttpError ? error.cause : error;
  return {why: cause === undefined ? 'it cannot be asked' : connectionFailure(cause), again: true};
}
