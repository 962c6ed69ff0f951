import {existsSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import type {DrillEvent} from '../../src/events/events.js';
import {BARE, start} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

const SCRIPT = `
title: Short
description: One attack, and a word
scenarios: [secrets-listed]
uses: [live]
roles:
  - {id: facilitator, kind: controls, min: 1}
  - {id: responder, kind: responds, min: 1, can: [acknowledge, contain, evidence, declare, decide, notify, ask], cluster: operator, duties: [All of it]}
objectives: [{id: O1, text: See it}]
script:
  - {id: I1, at: 0s, attack: secrets-listed, objectives: [O1]}
  - {id: I2, after: {event: detected, of: secrets-listed}, from: SOC, text: Somebody reads our Secrets., objectives: [O1]}
`;

/** A live drill in a process of its own, and how to speak to it. */
async function opened(...flags: string[]) {
  const cwd = tempDir();
  writeFileSync(join(cwd, 'short.yaml'), SCRIPT);
  const argv = ['live', 'short.yaml', '--cluster', 'simulated', '--listen', '127.0.0.1:0', '--no-color', ...flags];
  const running = start(argv, {cwd, env: {...BARE, HOME: cwd}});
  onTestFinished(() => void running.child.kill('SIGKILL'));
  await expect.poll(running.stderr, {timeout: 20_000}).toMatch(/board .*#j=/);
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
  const enters = async (role: string, name: string) =>
    (await post('/api/join', {code: codes.get(role), name, via: 'terminal'})).body.token ?? '';
  const asks = (token: string, what: string, input = {}) =>
    post('/api/do', {id: crypto.randomUUID(), do: what, ...input}, token);
  const folder = () => join(cwd, 'runs', readdirSync(join(cwd, 'runs'))[0] ?? '');
  const events = () =>
    readFileSync(join(folder(), 'events.ndjson'), 'utf8')
      .split('\n')
      .slice(0, -1)
      .map(line => JSON.parse(line) as DrillEvent);
  const hasHappened = (type: DrillEvent['type']) =>
    expect.poll(() => events().some(e => e.type === type), {timeout: 20_000}).toBe(true);
  return {...running, url, codes, enters, asks, folder, events, hasHappened};
}

describe('kubedrill live', () => {
  test('plays a drill with people from its opening to its reports, and leaves no code or token behind', async () => {
    const live = await opened();
    const [lead, res] = [await live.enters('facilitator', 'Lead'), await live.enters('responder', 'res1')];
    await expect.poll(async () => (await live.asks(lead, 'start')).status, {timeout: 20_000, interval: 200}).toBe(200);
    await live.hasHappened('alert.shown');
    const config = await fetch(`${live.url}/api/kubeconfig`, {headers: {authorization: `Bearer ${res}`}}).then(r =>
      r.text(),
    );
    const token = /"token":"([^"]+)/.exec(config)?.[1] ?? 'none';
    expect(token.length).toBeGreaterThan(40);
    expect((await live.asks(res, 'acknowledge', {alert: 'A1'})).status).toBe(200);
    await live.hasHappened('scenario.judged');
    expect(statSync(join(live.folder(), 'exercise.json')).mode & 0o777).toBe(0o600);
    expect((await live.asks(lead, 'end')).status).toBe(200);
    const {code, stdout} = await live.done;
    expect(code).toBe(0);
    expect(stdout).toMatch(/secrets-listed|Secrets listed/);
    expect(existsSync(join(live.folder(), 'exercise.json'))).toBe(false);

    const all = readdirSync(live.folder(), {recursive: true, encoding: 'utf8'})
      .map(name => join(live.folder(), name))
      .filter(path => statSync(path).isFile())
      .map(path => readFileSync(path, 'utf8'))
      .join('\n');
    for (const secret of [lead, res, token, ...live.codes.values()]) expect(all).not.toContain(secret);
    const types = live.events().map(({type}) => type);
    expect(types.filter(type => /^(inject|alert)\./.test(type)).sort()).toEqual([
      ...['alert.acknowledged', 'alert.shown', 'inject.delivered', 'inject.delivered'],
    ]);
    expect(live.events().find(e => e.type === 'responders.admitted')).toMatchObject({people: [{name: 'res1'}]});
  });

  test('ends on Ctrl-C like every run, cleaned up', async () => {
    const live = await opened('--start');
    await live.hasHappened('scenario.started');
    live.child.kill('SIGINT');
    expect((await live.done).code).toBe(130);
    expect(live.events().find(e => e.type === 'cleanup.finished')).toMatchObject({left: []});
    expect(existsSync(join(live.folder(), 'exercise.json'))).toBe(false);
  });

  test.each([
    [['--listen', 'nowhere'], /--listen nowhere is not an address/],
    [['--listen', '127.0.0.1:99999'], /is not an address/],
    [['--tls-cert', 'x.pem'], /go together/],
    [['--tls-cert', 'x.pem', '--tls-key', 'y.pem'], /x.pem cannot be read/],
  ])('refuses %j before anything is touched', async (flags, said) => {
    const cwd = tempDir();
    const {code, stderr} = await start(['live', 'core', '--cluster', 'simulated', ...flags], {cwd, env: BARE}).done;
    expect({code, stderr}).toMatchObject({code: 2, stderr: expect.stringMatching(said)});
    expect(existsSync(join(cwd, 'runs'))).toBe(false);
  });

  test('says so when its port is taken, and gives the cluster back', async () => {
    const live = await opened();
    const cwd = tempDir();
    const port = new URL(live.url).port;
    const argv = ['live', 'core', '--cluster', 'simulated', '--listen', `127.0.0.1:${port}`];
    const {code, stderr} = await start(argv, {cwd, env: {...BARE, HOME: cwd}}).done;
    expect(stderr).toMatch(/cannot be listened at: .*EADDRINUSE[\s\S]*another port/);
    expect(code).toBe(3);
  });
});
