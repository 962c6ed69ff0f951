import {execFileSync} from 'node:child_process';
import {randomUUID} from 'node:crypto';
import {copyFileSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {BARE, kubedrill, start} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

const HERE = '10.77.114.1';
const THERE = '10.77.114.2';
const SPACE = 'kubedrill-test-there';

const SCRIPT = `
title: From elsewhere
description: One attack
scenarios: [cluster-admin-bound]
uses: [live]
roles:
  - {id: facilitator, kind: controls, min: 1}
  - {id: responder, kind: responds, min: 1, can: [acknowledge, contain, evidence], cluster: operator}
objectives: [{id: O1, text: See it}]
script: [{id: I1, at: 0s, attack: cluster-admin-bound, objectives: [O1]}]
`;

const ip = (...argv: string[]) => execFileSync('ip', argv, {stdio: 'pipe', encoding: 'utf8'});

/** A JSON body for curl. */
const body = (value: object) => ['-H', 'content-type: application/json', '-d', JSON.stringify(value)];

/** Whether a second machine can be made here: a network of its own, joined to this one by a cable. */
const canHaveOne = (() => {
  try {
    execFileSync('curl', ['--version'], {stdio: 'pipe'});
    ip('netns', 'add', SPACE);
    ip('netns', 'del', SPACE);
    return true;
  } catch {
    return false;
  }
})();

/** A machine with another address, by which commands are run. */
function secondMachine(): (command: string, ...argv: string[]) => string {
  ip('netns', 'add', SPACE);
  onTestFinished(() => void ip('netns', 'del', SPACE));
  ip('link', 'add', 'kdtest0', 'type', 'veth', 'peer', 'name', 'kdtest1', 'netns', SPACE);
  ip('addr', 'add', `${HERE}/24`, 'dev', 'kdtest0');
  ip('link', 'set', 'kdtest0', 'up');
  ip('-n', SPACE, 'addr', 'add', `${THERE}/24`, 'dev', 'kdtest1');
  ip('-n', SPACE, 'link', 'set', 'kdtest1', 'up');
  return (command, ...argv) => execFileSync('ip', ['netns', 'exec', SPACE, command, ...argv], {encoding: 'utf8'});
}

/** A drill or a workshop on this machine that others come to by TLS. */
async function opened(...argv: string[]) {
  const cwd = tempDir();
  writeFileSync(join(cwd, 'drill.yaml'), SCRIPT);
  const running = start([...argv, '--listen', `${HERE}:0`, '--no-color'], {cwd, env: {...BARE, HOME: cwd}});
  onTestFinished(() => void running.child.kill('SIGKILL'));
  await expect.poll(running.stderr, {timeout: 60_000}).toMatch(/board .*#j=[\s\S]*\n\d\d:|facilitator .*#j=/);
  const codes = new Map([...running.stderr().matchAll(/^ {2}(\S+) +http\S+#j=(\S+)/gm)].map(m => [m[1], m[2]]));
  return {...running, cwd, codes, url: /https:\/\/[\d.:]+/.exec(running.stderr())?.[0] ?? ''};
}

/** A kubeconfig in the hands of somebody on the second machine. */
function usedBy(there: ReturnType<typeof secondMachine>, kubeconfig: string) {
  const config = JSON.parse(kubeconfig);
  const {server, 'certificate-authority-data': authority} = config.clusters[0].cluster;
  expect(new URL(server).hostname).toBe(HERE);
  const ca = join(tempDir(), 'ca.pem');
  writeFileSync(ca, Buffer.from(authority, 'base64'));
  const bearer = `Authorization: Bearer ${config.users[0].user.token}`;
  const get = (path: string) => JSON.parse(there('curl', '-s', '--cacert', ca, '-H', bearer, server + path));
  return {server, ca, get};
}

describe.runIf(canHaveOne)('from a machine with another address', () => {
  test('people join by TLS, are known by cookie and origin, counted by address, and reach the cluster', async () => {
    const there = secondMachine();
    const {url, codes, stderr, done, cwd} = await opened('live', 'drill.yaml', '--cluster', 'simulated');
    const asks = (run: typeof there, path: string, ...more: string[]) =>
      run('curl', '-sk', '--max-time', '20', '-w', '\n%{http_code}', ...more, url + path)
        .trimEnd()
        .split('\n');
    const here = (command: string, ...argv: string[]) => execFileSync(command, argv, {encoding: 'utf8'});
    const status = (run: typeof there, path: string, ...more: string[]) => Number(asks(run, path, ...more).at(-1));

    // Nothing is trusted, and nothing is spoken in the clear.
    expect(() => there('curl', '-s', '--max-time', '20', `${url}/healthz`)).toThrow();
    expect(() => there('curl', '-s', '--max-time', '20', `${url.replace('https', 'http')}/healthz`)).toThrow();
    expect(status(there, '/healthz')).toBe(200);
    for (const host of ['evil.example', `${THERE}:${new URL(url).port}`])
      expect(status(there, '/healthz', '-H', `Host: ${host}`), host).toBe(403);

    const jar = join(cwd, 'jar');
    const join1 = body({code: codes.get('responder'), name: 'res1'});
    expect(status(there, '/api/join', ...join1, '-H', `Origin: ${url}`, '-c', jar)).toBe(201);
    expect(readFileSync(jar, 'utf8')).toMatch(/#HttpOnly_10\.77\.114\.1\tFALSE\t\/\tTRUE\t/); // secure, of this host alone
    const note = () => body({id: randomUUID(), do: 'note', text: 'from there'});
    expect(status(there, '/api/do', ...note(), '-b', jar, '-H', `Origin: ${url}`)).toBe(200);
    for (const wrong of [
      ['-b', jar],
      ['-b', jar, '-H', `Origin: https://${THERE}`],
      ['-H', `Origin: ${url}`],
    ])
      expect([401, 403]).toContain(status(there, '/api/do', ...note(), ...wrong));

    // Wrong codes count for the address they come from.
    const wrong = body({code: '0000-0000', name: 'x'});
    const guesses = Array.from({length: 8}, () => status(there, '/api/join', ...wrong));
    expect(guesses.filter(one => one === 403).length).toBeLessThanOrEqual(6);
    expect(guesses.at(-1)).toBe(429);
    expect(status(there, '/api/join', ...body({code: codes.get('responder'), name: 'late'}))).toBe(429);
    const lead = asks(here, '/api/join', ...body({code: codes.get('facilitator'), name: 'Lead', via: 'terminal'}));
    expect(lead.at(-1)).toBe('201');

    // Their kubeconfig names an address that they reach, and a certificate that is its own.
    const token = JSON.parse(lead[0] ?? '').token as string;
    const as = ['-H', `Authorization: Bearer ${token}`];
    const does = (what: string) => status(here, '/api/do', ...body({id: randomUUID(), do: what}), ...as);
    await expect.poll(() => does('start'), {timeout: 60_000, interval: 500}).toBe(200);
    const {server, ca, get} = usedBy(there, asks(there, '/api/kubeconfig', '-b', jar)[0] ?? '');
    expect(get('/api/v1/pods').kind).toBe('PodList');
    const nobody = there('curl', '-s', '--cacert', ca, `${server}/api/v1/pods`);
    expect(JSON.parse(nobody)).toMatchObject({kind: 'Status', code: 403});

    expect(does('end')).toBe(200);
    expect(does('finish')).toBe(200);
    expect((await done).code, stderr()).toBeLessThan(2);

    // The log alone, in another network and another home, comes to the same score.
    const [run = ''] = readdirSync(join(cwd, 'runs'));
    const [log, elsewhere] = [join(cwd, 'runs', run, 'events.ndjson'), tempDir()];
    copyFileSync(log, join(elsewhere, 'events.ndjson'));
    const own = await kubedrill('report', log, '--json');
    const again = there(
      'env',
      ...['-i', `HOME=${elsewhere}`, `PATH=${process.env.PATH}`, process.execPath, 'src/bin.js'],
      ...['report', join(elsewhere, 'events.ndjson'), '--json'],
    );
    expect(JSON.parse(again).response).toEqual(JSON.parse(own.stdout).response);
    expect(JSON.parse(own.stdout).response.total).toEqual(expect.any(Number));
  });

  test('students of a workshop reach the cluster of their team', async () => {
    const there = secondMachine();
    const {url, codes, child, done} = await opened('workshop', 'core', '--teams', '1', '--start');
    const asks = (path: string, ...more: string[]) =>
      there('curl', '-sk', '--fail-with-body', '--max-time', '20', ...more, url + path);
    const {token} = JSON.parse(asks('/api/join', ...body({code: codes.get('team-1'), name: 'ada', via: 'terminal'})));
    const kubeconfig = () => asks('/api/kubeconfig', '-H', `Authorization: Bearer ${token}`);
    await expect.poll(kubeconfig, {timeout: 60_000, interval: 500}).toContain('clusters');
    expect(usedBy(there, kubeconfig()).get('/api/v1/namespaces').kind).toBe('NamespaceList');
    child.kill('SIGTERM');
    await done;
  });
});
