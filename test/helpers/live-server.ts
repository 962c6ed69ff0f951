import {onTestFinished} from 'vitest';
import type {Clock} from '../../src/lib/clock.js';
import {realClock} from '../../src/lib/clock.js';
import {type Address, listen} from '../../src/live/server/listen.js';
import {webPage} from '../../src/live/server/web-page.js';
import {type Staged, staged} from './exercise.js';
import {tempDir} from './temp.js';

/** An answer over real HTTP. */
export interface Answered {
  status: number;
  body: Record<string, unknown>;
  headers: Headers;
}

/** A real server of a staged exercise, and people who speak to it over loopback. */
export interface LiveServer extends Staged {
  url: string;
  dir: string;
  call(path: string, init?: RequestInit & {token?: string}): Promise<Answered>;
  post(path: string, body: unknown, init?: {token?: string; headers?: Record<string, string>}): Promise<Answered>;
  /** Joins by the code of a role; returns the token of a terminal. */
  enters(role: string, name?: string): Promise<string>;
  /** Does something by a command of its own. */
  asks(token: string, what: string, input?: object, id?: string): Promise<Answered>;
  /** Reads a stream until `enough` holds of its frames. */
  hears(token: string, enough: (frames: Frame[]) => boolean, lastId?: string): Promise<Frame[]>;
  close(): Promise<void>;
}

/** One frame of a stream. */
export interface Frame {
  event: string;
  id: string;
  data: Record<string, unknown>;
}

export async function liveServer({
  clock = realClock,
  address = {},
  stage = staged(),
  page,
}: {
  clock?: Clock;
  address?: Partial<Address>;
  stage?: Staged;
  page?: string;
} = {}): Promise<LiveServer> {
  const dir = tempDir();
  const server = await listen(
    {exercise: stage.exercise, clock, dir, page: webPage(page ?? tempDir()), onRoster: () => {}},
    {host: '127.0.0.1', port: 0, ...address},
  );
  onTestFinished(() => server.close());
  const call: LiveServer['call'] = async (path, {token, ...init} = {}) => {
    const headers = {...(token !== undefined && {authorization: `Bearer ${token}`}), ...(init.headers as object)};
    const response = await fetch(server.url + path, {...init, headers});
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    return {status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : {text}};
  };
  const post: LiveServer['post'] = (path, body, {token, headers = {}} = {}) =>
    call(path, {
      ...{method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body)},
      headers: {'content-type': 'application/json', ...headers},
      ...(token !== undefined && {token}),
    });
  return {
    ...stage,
    ...{url: server.url, dir, call, post, close: () => server.close()},
    enters: async (role, name = role) => {
      const {body} = await post('/api/join', {code: stage.roster.codeOf(role).reveal(), name, via: 'terminal'});
      return String(body.token);
    },
    asks: (token, what, input = {}, id = crypto.randomUUID()) => post('/api/do', {id, do: what, ...input}, {token}),
    hears: (token, enough, lastId) => readStream(`${server.url}/api/events`, token, enough, lastId),
  };
}

/** Reads a stream until `enough` holds of its frames. */
export async function readStream(
  url: string,
  token: string,
  enough: (frames: Frame[]) => boolean,
  lastId?: string,
): Promise<Frame[]> {
  const stop = new AbortController();
  const headers = {authorization: `Bearer ${token}`, ...(lastId !== undefined && {'last-event-id': lastId})};
  const response = await fetch(url, {headers, signal: stop.signal});
  if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`);
  const frames: Frame[] = [];
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, {stream: true});
    const parts = text.split('\n\n');
    text = parts.pop() ?? '';
    frames.push(...parts.flatMap(part => frameOf(part)));
    if (enough(frames)) break;
  }
  stop.abort();
  return frames;
}

function frameOf(part: string): Frame[] {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(part)?.[1];
  const data = field('data');
  return data === undefined ? [] : [{event: field('event') ?? '', id: field('id') ?? '', data: JSON.parse(data)}];
}
