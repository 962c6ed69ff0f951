import {type Dispatcher, fetch, type Response} from 'undici';
import type {Secret} from '../../lib/secret.js';
import {type Refusal, refusalIn} from '../../view/live/told/refusals.js';
import {EVIDENCE, evidenceRequest} from '../part/evidence.js';
import type {Answered, Asked} from '../part/outbox.js';

/** A server of a drill, and who asks. */
export interface Server {
  origin: string;
  dispatcher: Dispatcher;
  /** The SHA-256 of the one certificate that is taken, as `AB:CD:…`; absent: one that this machine trusts. */
  fingerprint?: string;
  /** The language of refusals, by its tag; absent: English. */
  language?: () => string | undefined;
  /** Known once somebody has joined. */
  token?: Secret;
}

/** What a server answers: a value, or the reason for a refusal. */
export type Answer<T> = {ok: true; value: T} | {ok: false; status: number; reason: string; isBusy?: boolean};

/** Somebody who has joined. */
export interface Me {
  person: string;
  name: string;
  role: string;
}

/** How long an answer may take, in milliseconds: a kubeconfig takes the longest. */
const WITHIN_MS = 30_000;

interface Asking {
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  signal?: AbortSignal;
}

/** Sends a request as the person who has joined; rejects where the server cannot be reached. */
export function send({origin, dispatcher, token}: Server, path: string, asking: Asking): Promise<Response> {
  const headers = {...(token && {authorization: `Bearer ${token.reveal()}`}), ...asking.headers};
  return fetch(origin + path, {...asking, headers, dispatcher, redirect: 'error'});
}

/** Asks the server and reads its answer: JSON, or else text. */
async function ask<T>(server: Server, path: string, asking: Asking = {}): Promise<Answer<T>> {
  const response = await send(server, path, {...asking, signal: AbortSignal.timeout(WITHIN_MS)});
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  if (response.ok) return {ok: true, value: (isJson ? JSON.parse(text) : text) as T};
  const said = isJson ? (JSON.parse(text) as Refusal & {isBusy?: unknown}) : {reason: `HTTP ${response.status}`};
  const reason = refusalIn(server.language?.(), said);
  return {ok: false, status: response.status, reason, ...('isBusy' in said && {isBusy: said.isBusy === true})};
}

const json = (body: unknown): Asking => ({
  method: 'POST',
  headers: {'content-type': 'application/json'},
  body: JSON.stringify(body),
});

/** Takes a part by its code. */
export const join = (server: Server, code: string, name: string): Promise<Answer<Me & {token: string}>> =>
  ask(server, '/api/join', json({code, name, via: 'terminal'}));

/** Who the token belongs to; nobody where it is worth nothing. */
export const whoAmI = (server: Server): Promise<Answer<Partial<Me>>> => ask(server, '/api/me');

/** Does something; `id` makes it safe to send again. */
export const doIt = (server: Server, command: Asked): Promise<Answered> => ask(server, ...sent(command));

/** Evidence is a file of its own; everything else is JSON. */
function sent(command: Asked): [path: string, asking: Asking] {
  if (command.do !== EVIDENCE) return ['/api/do', json(command)];
  const {path, body} = evidenceRequest(command);
  return [path, {method: 'POST', body}];
}

/** One's own kubeconfig: YAML. */
export const kubeconfig = (server: Server): Promise<Answer<string>> => ask(server, '/api/kubeconfig');

/** The codes by which people join, by role; for those who control. */
export const codes = (server: Server): Promise<Answer<{codes: Record<string, string>}>> => ask(server, '/api/codes');

/** What the next hint would cost. */
export const hintPrice = (server: Server, alert: string | undefined): Promise<Answer<{price: number}>> =>
  ask(server, `/api/hint${alert === undefined ? '' : `?alert=${encodeURIComponent(alert)}`}`);

/** When each inject is due as things stand, in milliseconds of drill time; for those who control and observe. */
export const due = (server: Server): Promise<Answer<{due: Record<string, number>}>> => ask(server, '/api/due');
