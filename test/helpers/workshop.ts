import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {KubeConfig} from '@kubernetes/client-node';
import {expect, onTestFinished} from 'vitest';
import type {DrillEvent, EventOf, EventType} from '../../src/events/events.js';
import {BARE, start} from './cli.js';
import {type Frame, readStream} from './live-server.js';
import {tempDir} from './temp.js';
import {tlsFetch} from './tls-fetch.js';

const TIMEOUT = {timeout: 100_000, interval: 100};

/** How somebody reaches a cluster, by their kubeconfig. */
export function accessOf(text: string) {
  const config = new KubeConfig();
  config.loadFromString(text);
  const [cluster, user] = [config.getCurrentCluster(), config.getCurrentUser()];
  return {server: cluster?.server ?? '', ca: Buffer.from(cluster?.caData ?? '', 'base64'), token: user?.token ?? ''};
}

/** What a cluster answers to a list of its namespaces with a token: an HTTP status. */
export const asks = ({server, ca}: Pick<ReturnType<typeof accessOf>, 'server' | 'ca'>, token: string) =>
  tlsFetch(`${server}/api/v1/namespaces`, {ca, headers: {authorization: `Bearer ${token}`}}).then(r => r.status);

/** A workshop in a process of its own, and how to speak to it over real HTTP. */
export async function workshop(drill: string, flags: readonly string[] = [], env: NodeJS.ProcessEnv = BARE) {
  const cwd = tempDir();
  writeFileSync(join(cwd, 'drill.yaml'), drill);
  const own = {...env, HOME: cwd};
  const begin = async (...argv: string[]) => {
    const running = start(['workshop', ...argv, '--no-color'], {cwd, env: own});
    onTestFinished(() => void running.child.kill('SIGKILL'));
    await expect.poll(running.stderr, TIMEOUT).toMatch(/board +\S+#j=.*\n(?: {2}\S+ +\S+#j=.*\n)+\d\d:/);
    return running;
  };
  const running = await begin('drill.yaml', '--listen', '127.0.0.1:0', ...flags);
  const links = [...running.stderr().matchAll(/^ {2}(\S+) +(http\S+)\/#j=(\S+)/gm)];
  const codes = new Map(links.map(([, who = '', , code = '']) => [who, code]));
  const url = links[0]?.[2] ?? '';
  const ask = async (path: string, token: string, body?: object) => {
    const headers = {authorization: `Bearer ${token}`, ...(body && {'content-type': 'application/json'})};
    const init = body ? {method: 'POST', body: JSON.stringify(body)} : {};
    const response = await fetch(url + path, {...init, headers});
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    return {status: response.status, text, body: (isJson ? JSON.parse(text) : {}) as Record<string, unknown>};
  };
  const dir = () => join(cwd, 'runs', readdirSync(join(cwd, 'runs'))[0] ?? '');
  const events = (team?: string): DrillEvent[] =>
    readFileSync(join(dir(), ...(team === undefined ? [] : ['teams', team]), 'events.ndjson'), 'utf8')
      .split('\n')
      .slice(0, -1)
      .map(line => JSON.parse(line));
  const of = <T extends EventType>(type: T, team?: string) =>
    events(team).filter(event => event.type === type) as EventOf<T>[];
  return {
    ...{running, cwd, url, codes, dir, events, of, ask},
    /** Joins as the trainer, the board, or a student of a team; returns the token. */
    enters: async (who: string, name = who) => {
      const body = {code: codes.get(who), name, via: 'terminal'};
      return String((await ask('/api/join', '', body)).body.token);
    },
    does: (token: string, what: string, input = {}) =>
      ask('/api/do', token, {id: crypto.randomUUID(), do: what, ...input}),
    /** What the page's own shell says to a line. */
    types: async (token: string, line: string) => (await ask('/api/kubectl', token, {line})).body,
    kubeconfig: async (token: string) => (await ask('/api/kubeconfig', token)).text,
    /** All that a stream sends to somebody who comes now, byte by byte, up to the first chunk in which something stands. */
    bytes: async (token: string, last: string) => {
      const response = await fetch(`${url}/api/events`, {headers: {authorization: `Bearer ${token}`}});
      let text = '';
      for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        text += chunk;
        if (text.includes(last)) break;
      }
      return text;
    },
    hears: (token: string, enough: (frames: Frame[]) => boolean) => readStream(`${url}/api/events`, token, enough),
    /** Waits until an event has come of which something holds, in the log of a team or in that of the workshop. */
    happens: async <T extends EventType>(
      type: T,
      team?: string,
      holds: (event: EventOf<T>) => boolean = () => true,
    ) => {
      await expect.poll(() => of(type, team).some(holds), TIMEOUT).toBe(true);
      return of(type, team).find(holds) as EventOf<T>;
    },
    /** Goes on with it after it was killed. */
    resumes: () => begin('resume'),
  };
}
