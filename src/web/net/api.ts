import type {Post} from '../../live/part/outbox.js';

/** Somebody who has joined. */
export interface Me {
  person: string;
  name: string;
  role: string;
}

/** The server's answer, or its reason for a refusal. */
export type Answer<T> = {ok: true; value: T} | {ok: false; status: number; reason: string};

/** Asks the server; rejects where it cannot be reached. */
async function ask<T>(path: string, init: RequestInit = {}): Promise<Answer<T>> {
  const response = await fetch(path, {...init, cache: 'no-store', credentials: 'same-origin'});
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  const body = isJson ? await response.json() : {reason: `HTTP ${response.status}`};
  if (response.ok) return {ok: true, value: body as T};
  return {ok: false, status: response.status, reason: String(body.reason)};
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

export const post: Post = asked => ask('/api/do', json(asked));

/** Hands in evidence: text or a PNG picture. */
export function handIn(body: Blob | string, title: string, alert: string | undefined): Promise<Answer<{id: string}>> {
  const query = new URLSearchParams({title, ...(alert !== undefined && {alert})});
  return ask(`/api/evidence?${query}`, {method: 'POST', body});
}

/** What the next hint would cost, in points; about an alert, or about what is not contained yet. */
export const hintPrice = (alert: string | undefined): Promise<Answer<{price: number}>> =>
  ask(`/api/hint${alert === undefined ? '' : `?alert=${encodeURIComponent(alert)}`}`);

/** The codes by which people join, by role; for those who control. */
export const codes = (): Promise<Answer<{codes: Record<string, string>}>> => ask('/api/codes');

/** When each inject is due as things stand, in milliseconds of drill time; for those who control and observe. */
export const due = (): Promise<Answer<{due: Record<string, number>}>> => ask('/api/due');
