import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished} from 'vitest';
import type {DrillEvent, EventOf, EventType} from '../../src/events/events.js';
import {start} from './cli.js';
import {type Frame, readStream} from './live-server.js';
import {tempDir} from './temp.js';

/** How long a cluster may take to come up, and anything to happen on it, in milliseconds. */
interface Patience {
  timeout: number;
  /** How it is played, where not as a live drill. */
  command?: 'live' | 'tabletop';
}

/** A live drill in a process of its own, and how to speak to it over real HTTP. */
export async function liveDrill(
  script: string,
  flags: readonly string[],
  env: NodeJS.ProcessEnv,
  {timeout, command = 'live'}: Patience = {timeout: 100_000},
) {
  const cwd = tempDir();
  writeFileSync(join(cwd, 'drill.yaml'), script);
  const argv = [command, 'drill.yaml', '--listen', '127.0.0.1:0', '--no-color', ...flags];
  const running = start(argv, {cwd, env: {...env, HOME: cwd}});
  onTestFinished(() => void running.child.kill('SIGKILL'));
  await expect.poll(running.stderr, {timeout}).toMatch(/board .*#j=/);
  const codes = new Map([...running.stderr().matchAll(/^ {2}(\w+) +http\S+#j=(\S+)/gm)].map(m => [m[1], m[2]]));
  const url = /http:\/\/[\d.:]+/.exec(running.stderr())?.[0] ?? '';
  const post = async (path: string, body: object, token?: string) => {
    const headers = {
      'content-type': 'application/json',
      ...(token !== undefined && {authorization: `Bearer ${token}`}),
    };
    const response = await fetch(url + path, {method: 'POST', headers, body: JSON.stringify(body)});
    return {status: response.status, body: (await response.json()) as Record<string, string>};
  };
  const folder = () => join(cwd, 'runs', readdirSync(join(cwd, 'runs'))[0] ?? '');
  const events = () =>
    readFileSync(join(folder(), 'events.ndjson'), 'utf8')
      .split('\n')
      .slice(0, -1)
      .map(line => JSON.parse(line) as DrillEvent);
  const of = <T extends EventType>(type: T) => events().filter(e => e.type === type) as EventOf<T>[];
  return {
    ...running,
    ...{cwd, url, codes, folder, events, of},
    /** Joins in a role; returns the token. */
    enters: async (role: string, name: string) =>
      (await post('/api/join', {code: codes.get(role), name, via: 'terminal'})).body.token ?? '',
    asks: (token: string, what: string, input = {}) =>
      post('/api/do', {id: crypto.randomUUID(), do: what, ...input}, token),
    /** The kubeconfig of a person, as a file. */
    kubeconfig: async (token: string, name: string) => {
      const text = await fetch(`${url}/api/kubeconfig`, {headers: {authorization: `Bearer ${token}`}}).then(r =>
        r.text(),
      );
      const file = join(cwd, `${name}.kubeconfig`);
      writeFileSync(file, text, {mode: 0o600});
      return file;
    },
    hears: (token: string, enough: (frames: Frame[]) => boolean, lastId?: string) =>
      readStream(`${url}/api/events`, token, enough, lastId),
    /** Another conductor goes on with it, after the first was killed. */
    resumed: async () => {
      const again = start([command, 'resume', '--no-color'], {cwd, env: {...env, HOME: cwd}});
      onTestFinished(() => void again.child.kill('SIGKILL'));
      await expect.poll(again.stderr, {timeout}).toMatch(/board .*#j=/);
      return again;
    },
    /** Waits until an event has come of which something holds. */
    happens: <T extends EventType>(type: T, holds: (event: EventOf<T>) => boolean = () => true) =>
      expect.poll(() => of(type).some(holds), {timeout, interval: 200}).toBe(true),
  };
}
