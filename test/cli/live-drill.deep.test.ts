import {existsSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {BARE, start} from '../helpers/cli.js';
import {liveDrill} from '../helpers/live-drill.js';
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

/** The files below a folder in which any of the texts stands. */
const filesWith = (folder: string, texts: readonly string[]): string[] =>
  readdirSync(folder, {recursive: true, encoding: 'utf8'})
    .filter(name => statSync(join(folder, name)).isFile())
    .filter(name => texts.some(text => readFileSync(join(folder, name), 'utf8').includes(text)));

const opened = (...flags: string[]) => liveDrill(SCRIPT, ['--cluster', 'simulated', ...flags], BARE);

describe('kubedrill live', () => {
  test('plays a drill with people from its opening to its reports, and leaves no code or token behind', async () => {
    const live = await opened();
    const [lead, res] = [await live.enters('facilitator', 'Lead'), await live.enters('responder', 'res1')];
    await expect.poll(async () => (await live.asks(lead, 'start')).status, {timeout: 100_000, interval: 200}).toBe(200);
    await live.happens('alert.shown');
    const config = readFileSync(await live.kubeconfig(res, 'res1'), 'utf8');
    const token = /"token":"([^"]+)/.exec(config)?.[1] ?? 'none';
    expect(token.length).toBeGreaterThan(40);
    expect((await live.asks(res, 'acknowledge', {alert: 'A1'})).status).toBe(200);
    await live.happens('scenario.judged');
    await live.happens('inject.delivered', e => e.inject === 'I2');
    expect(statSync(join(live.folder(), 'exercise.json')).mode & 0o777).toBe(0o600);
    const secrets = [lead, res, token, ...live.codes.values()].map(String);
    // While it goes on, codes stand in one file that only its user reads; tokens, also those of kubeconfigs, in none.
    expect(filesWith(live.folder(), secrets)).toEqual(['exercise.json']);
    expect(filesWith(live.folder(), [token, lead, res])).toEqual([]);
    expect((await live.asks(lead, 'end')).status).toBe(200);
    const {code, stdout} = await live.done;
    expect(code).toBe(0);
    expect(stdout).toMatch(/secrets-listed|Secrets listed/);
    expect(existsSync(join(live.folder(), 'exercise.json'))).toBe(false);

    expect(filesWith(join(live.cwd, 'runs'), secrets)).toEqual([]);
    // The search finds what is there: names are in the reports.
    expect(filesWith(live.folder(), ['res1'])).toContain('events.ndjson');
    const types = live.events().map(({type}) => type);
    expect(types.filter(type => /^(inject|alert)\./.test(type)).sort()).toEqual([
      ...['alert.acknowledged', 'alert.shown', 'inject.delivered', 'inject.delivered'],
    ]);
    expect(live.events().find(e => e.type === 'responders.admitted')).toMatchObject({people: [{name: 'res1'}]});
  });

  test('ends on Ctrl-C like every run, cleaned up', async () => {
    const live = await opened('--start');
    await live.happens('scenario.started');
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

describe('kubedrill live resume', () => {
  test('goes on with the same people after kill -9: streams by their last id, numbers of alerts, the clock', async () => {
    const live = await opened('--seed', '7', '--language', 'de');
    const [lead, res] = [await live.enters('facilitator', 'Lead'), await live.enters('responder', 'res1')];
    await expect.poll(async () => (await live.asks(lead, 'start')).status, {timeout: 100_000, interval: 200}).toBe(200);
    await live.happens('inject.delivered', e => e.inject === 'I2');
    await live.happens('containment.changed');
    await live.asks(res, 'note', {text: 'before'});
    const heard = await live.hears(res, frames => frames.some(({data}) => data.type === 'note.written'));
    live.child.kill('SIGKILL');
    await live.done;

    const flags = () => JSON.parse(readFileSync(join(live.folder(), 'exercise.json'), 'utf8')).flags;
    const before = flags();
    const again = await live.resumed();
    expect(flags()).toEqual(before);
    const more = live.hears(res, frames => frames.some(({data}) => data.text === 'after'), heard.at(-1)?.id);
    expect((await live.asks(lead, 'resume')).status).toBe(200);
    expect((await live.asks(res, 'note', {text: 'after'})).status).toBe(200);
    const ids = [...heard, ...(await more)].filter(({event}) => event === 'event').map(({id}) => id.split('.')[1]);
    expect(ids).toEqual(ids.map((_, index) => String(index)));

    await expect.poll(async () => (await live.asks(lead, 'end')).status, {timeout: 100_000, interval: 200}).toBe(200);
    const {code, stdout} = await again.done;
    expect(stdout).toMatch(/Secrets im ganzen Cluster aufgelistet/);
    const [paused] = live.of('clock.changed').filter(({state}) => state === 'paused');
    expect(paused).toMatchObject({by: 'conductor', reason: 'the conductor was restarted', gapMs: expect.any(Number)});
    expect(live.of('exercise.resumed')).toHaveLength(1);
    expect(live.of('scenario.judged')).toMatchObject([{verdict: 'detected'}]);
    expect(live.of('containment.checked').map(({state}) => state)).toEqual(
      live.of('containment.checked').map(() => 'unknown'),
    );
    expect(live.of('cleanup.finished')).toMatchObject([{left: []}]);
    expect(existsSync(join(live.folder(), 'exercise.json'))).toBe(false);
    expect(code).toBe(0);
  });

  test('does not take a drill from a conductor that runs, nor one that has ended', async () => {
    const live = await opened();
    const refused = await start(['live', 'resume'], {cwd: live.cwd, env: {...BARE, HOME: live.cwd}}).done;
    expect(refused).toMatchObject({code: 2, stderr: expect.stringMatching(/still going on/)});
    live.child.kill('SIGINT');
    await live.done;
    const over = await start(['live', 'resume'], {cwd: live.cwd, env: {...BARE, HOME: live.cwd}}).done;
    expect(over).toMatchObject({code: 2, stderr: expect.stringMatching(/is not a drill with people that can go on/)});
  });
});
