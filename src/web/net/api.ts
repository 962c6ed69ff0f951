import {EVIDENCE, evidenceRequest} from '../../live/part/evidence.js';
import type {Post} from '../../live/part/outbox.js';
import {refusalIn} from '../../view/live/told/refusals.js';

/** Somebody who has joined. */
export interface Me {
  person: string;
  name: string;
  role: string;
}

/** How long the answer to a command may take, in milliseconds. */
const WITHIN_MS = 30_000;

/** The server's answer, or its reason for a refusal. */
export type Answer<T> = {ok: true; value: T} | {ok: false; status: number; reason: string; isBusy?: boolean};

/** Asks the server; rejects where it cannot be reached. */
async function ask<T>(path: string, init: RequestInit = {}): Promise<Answer<T>> {
  const response = await fetch(path, {...init, cache: 'no-store', credentials: 'same-origin'});
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  const body = isJson ? await response.json() : {reason: `HTTP ${response.status}`};
  if (response.ok) return {ok: true, value: body as T};
  // The page says in its root which language it speaks.
  const reason = refusalIn(document.documentElement.lang, body);
  return {ok: false, status: response.status, reason, ...(body.isBusy === true && {isBusy: true})};
}

const json = (body: unknown): RequestInit => ({
  ...{method: 'POST', headers: {'content-type': 'application/json'}},
  body: JSON.stringify(body),
});

export const join = (code: string, name: string): Promise<Answer<Me>> =>
  ask('/api/join', json({code, name, via: 'web'}));

/** Who this browser is known as; undefined: it has not joined. Rejects where the server does not answer. */
export async function me(): Promise<Me | undefined> {
  const answer = await ask<Partial<Me>>('/api/me');
  if (!answer.ok) throw new Error(answer.reason);
  const {person, name, role} = answer.value;
  return person === undefined || name === undefined || role === undefined ? undefined : {person, name, role};
}

/** Sends a command, or evidence; rejects where no answer comes in time: a network that is gone says nothing. */
export const post: Post = async asked => {
  const evidence = asked.do === EVIDENCE ? evidenceRequest(asked) : undefined;
  const init = evidence ? {method: 'POST', body: evidence.body} : json(asked);
  return ask(evidence?.path ?? '/api/do', {...init, signal: AbortSignal.timeout(WITHIN_MS)});
};

/** What the next hint would cost, in points; about an alert, or about what is not contained yet. */
export const hintPrice = (alert: string | undefined): Promise<Answer<{price: number}>> =>
  ask(`/api/hint${alert === undefined ? '' : `?alert=${encodeURIComponent(alert)}`}`);

/** What kubectl says to a line, on the cluster of one's team. */
export const kubectl = (line: string): Promise<Answer<{ok: boolean; text: string}>> =>
  ask('/api/kubectl', json({line}));

/** The codes by which people join, by role, with the picture of each link: what is dark in it, as the path of an SVG of that many units. */
export interface Codes {
  codes: Readonly<Record<string, string>>;
  pictures: Readonly<Record<string, {size: number; path: string}>>;
}

/** For those who control. */
export const codes = (): Promise<Answer<Codes>> => ask('/api/codes');

/** When each inject is due as things stand, in milliseconds of drill time; for those who control and observe. */
export const due = (): Promise<Answer<{due: Record<string, number>}>> => ask('/api/due');
