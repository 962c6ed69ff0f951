import {readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {joinDrill} from '../../src/live/client/client.js';
import {evidenceFrom, saveKubeconfig} from '../../src/live/client/files.js';
import {Frames} from '../../src/live/client/frames.js';
import {joinLink} from '../../src/live/client/link.js';
import {ClientStore} from '../../src/live/client/store.js';
import {fingerprint} from '../../src/live/client/trust.js';
import {fingerprintOf, ownIdentity} from '../../src/live/server/tls.js';
import type {Hello, ViewerEvent} from '../../src/view/live/facts.js';
import {answersAlerts, attacked} from '../helpers/exercise.js';
import {fastClock} from '../helpers/fast-clock.js';
import {joins} from '../helpers/live-client.js';
import {type LiveServer, liveServer} from '../helpers/live-server.js';
import {tempDir, tempFile} from '../helpers/temp.js';

/** A drill under way, with somebody who responds at a terminal. */
async function begun() {
  const server = await liveServer();
  const [lead, res] = [await server.enters('facilitator', 'Lead'), await joins(server, 'responder', 'res1')];
  await server.enters('commander', 'Ada');
  await server.asks(lead, 'start');
  await expect.poll(() => res.store.view.clock.state).toBe('running');
  return {server, lead, res};
}

/** The same exercise behind the same address, after its server was gone. */
const again = (server: LiveServer) => liveServer({stage: server, address: {port: Number(new URL(server.url).port)}});

describe('a part at a terminal', () => {
  test('hears of an alert, takes it, and hears who was first', async () => {
    const {server, res} = await begun();
    await attacked(server, 'secrets-listed', 'A1');
    await expect.poll(() => Object.keys(res.store.view.alerts)).toEqual(['A1']);
    answersAlerts(server);
    expect(await res.send('acknowledge', {alert: 'A1'})).toMatchObject({state: 'done'});
    await expect.poll(() => res.store.view.alerts.A1?.taken?.name).toBe('res1');
    expect(await res.send('end')).toMatchObject({state: 'refused', reason: 'responder may not end'});
    expect(res.store.told.map(({text}) => text)).toContain('ALERT A1 high: Something odd (namespace kd-A1)');
  });

  test('goes on where it was when its server comes back, and misses nothing', async () => {
    const {server, res} = await begun();
    const heard: number[] = [];
    res.onEvent(({n}) => heard.push(n));
    const before = res.store.view.count;
    await server.close();
    await expect.poll(() => res.connection).toBe('offline');
    await attacked(server, 'secrets-listed', 'A1');
    await again(server);
    await expect.poll(() => res.connection).toBe('online');
    await expect.poll(() => Object.keys(res.store.view.alerts)).toEqual(['A1']);
    await expect.poll(() => heard[0]).toBe(before);
    expect(heard).toEqual(heard.map((_, index) => before + index));
  });

  test('keeps what is done without a connection, and does each once, in order, when there is one', async () => {
    const {server, res} = await begun();
    await server.close();
    await expect.poll(() => res.connection).toBe('offline');
    for (const text of ['one', 'two']) expect(await res.send('note', {text})).toEqual({state: 'kept'});
    expect(await res.send('end')).toEqual({state: 'kept'});
    expect(await res.handIn(evidenceFrom(tempFile('pod.yaml', 'kind: Pod')), 'the pod')).toEqual({state: 'kept'});
    expect(res.waiting).toBe(4);
    await server.pass(120_000);
    await again(server);
    await expect.poll(() => res.waiting).toBe(0);
    expect(server.of('note.written').map(({text}) => text)).toEqual(['one', 'two']);
    expect(server.of('evidence.handed-in')).toMatchObject([{title: 'the pod', bytes: 9}]);
    expect(server.of('evidence.handed-in')[0]?.claimedAt).toBeDefined();
    expect(res.late).toBe('responder may not end');
  });

  test('is over when the drill is, and its server gone', async () => {
    const {server, lead, res} = await begun();
    await server.asks(lead, 'end');
    await expect.poll(() => res.store.view.clock.state).toBe('ended');
    await server.close();
    await expect.poll(() => res.connection).toBe('over');
  });

  test('that a facilitator ends is out at once', async () => {
    const {server, lead, res} = await begun();
    await server.asks(lead, 'remove', {person: res.me.person, reason: 'ill'});
    await expect.poll(() => res.connection).toBe('removed');
  });

  test('hands in files and saves a kubeconfig that nobody else reads, over nothing that is there', async () => {
    const {server, res} = await begun();
    expect(await res.handIn(evidenceFrom(tempFile('pod.yaml', 'kind: Pod')), 'the pod')).toEqual({
      ...{state: 'done', value: {id: 'E1'}},
    });
    expect(server.of('evidence.handed-in')).toMatchObject([{title: 'the pod', bytes: 9}]);
    expect(() => evidenceFrom(tempDir())).toThrow('is not a file');
    expect(() => evidenceFrom(tempFile('large', 'x'.repeat(1024 * 1024 + 1)))).toThrow('larger than 1 MB');
    const path = saveKubeconfig(join(tempDir(), 'res1.kubeconfig'), 'apiVersion: v1');
    expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual(['apiVersion: v1', 0o600]);
    writeFileSync(path, 'mine');
    expect(() => saveKubeconfig(path, 'x')).toThrow('is there already');
    expect(await res.kubeconfig()).toMatchObject({ok: false, status: 409});
  });
});

describe('whom a terminal trusts', () => {
  const tlsServer = async () => {
    const tls = await ownIdentity(['127.0.0.1', 'localhost'], new Date());
    const server = await liveServer({address: {tls}});
    const code = server.roster.codeOf('responder').reveal();
    return {server, shown: fingerprintOf(tls), joining: {origin: server.url, code, name: 'res1', clock: fastClock(50)}};
  };

  test('a certificate that the person has compared, and no other', async () => {
    const {server, shown, joining} = await tlsServer();
    const client = await joinDrill({...joining, fingerprint: fingerprint(shown.toLowerCase().replaceAll(':', ''))});
    void client.listen();
    await expect.poll(() => client.connection).toBe('online');
    client.close();
    const wrong = joinDrill({...joining, name: 'res2', fingerprint: `00:${shown.slice(3)}`});
    await expect(wrong).rejects.toMatchObject({exitCode: 3, message: expect.stringContaining('nothing was sent')});
    expect(server.roster.people).toHaveLength(1);
  });

  test('without a fingerprint it is refused, and what to compare is said', async () => {
    const {server, shown, joining} = await tlsServer();
    await expect(joinDrill(joining)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining(`its SHA-256 is ${shown}`),
      nextSteps: [expect.any(String), expect.stringContaining(`add --fingerprint ${shown}`)],
    });
    expect(server.roster.people).toHaveLength(0);
  });

  test('a wrong code, an address where nothing is, and what is no fingerprint are refused', async () => {
    const {url, close} = await liveServer();
    const joining = {name: 'x', clock: fastClock(50)};
    await expect(joinDrill({...joining, origin: url, code: 'AAAA-AAAA'})).rejects.toMatchObject({
      exitCode: 2,
      message: 'you cannot join: the code is wrong',
    });
    await close();
    await expect(joinDrill({...joining, origin: url, code: 'x'})).rejects.toMatchObject({
      exitCode: 3,
      message: `there is no drill at ${url}: connection refused`,
    });
    expect(() => fingerprint('AB:CD')).toThrow('is not the SHA-256');
  });
});

test.each([
  ['http://127.0.0.1:7443/#j=K7QM-2XRD', {origin: 'http://127.0.0.1:7443', code: 'K7QM-2XRD'}],
  ['https://drill.example/', {origin: 'https://drill.example'}],
  ['drill.example:7443', {origin: 'http://drill.example:7443'}],
  ['[::1]:7443/#j=AAAA', {origin: 'http://[::1]:7443', code: 'AAAA'}],
])('the link %s', (text, link) => {
  expect(joinLink(text)).toEqual(link);
});

test.each(['', 'ftp://x', 'http://', 'https://a:b@c/'])('%j is not a link to a drill', text => {
  expect(() => joinLink(text)).toThrow(/not the link to a drill|holds no password/);
});

test('frames are cut from bytes wherever they are cut, with comments left out', () => {
  const stream = Buffer.from(
    'retry: 1000\nevent: hello\nid: e.-1\ndata: {"a":"ü"}\n\n: beat\n\nid: e.0\r\ndata: 1\r\ndata: 2\r\n\r\n',
  );
  for (const size of [1, 7, 1000]) {
    const frames = new Frames();
    const heard = [];
    for (let at = 0; at < stream.length; at += size) heard.push(...frames.push(stream.subarray(at, at + size)));
    expect(heard).toEqual([
      {event: 'hello', id: 'e.-1', data: '{"a":"ü"}'},
      {event: 'message', id: 'e.0', data: '1\n2'},
    ]);
  }
});

test('with another epoch everything is folded anew, and the time is that of the server', () => {
  const store = new ClientStore(() => 5000);
  const hello = {kind: 'responds', serverNow: 1_000_000} as Hello;
  const note = {
    type: 'note.written',
    n: 0,
    id: 'N1',
    t: 0,
    person: 'p1',
    text: 'x',
    visibility: 'team',
    at: '2026-11-23T12:00:58Z',
    ms: 0,
  };
  store.greet(hello, 'one.-1');
  store.take(note as ViewerEvent, 'one.0');
  store.greet(hello, 'one.0');
  expect([store.view.notes.length, store.wallNow]).toEqual([1, 1_000_000]);
  store.greet(hello, 'two.-1');
  expect([store.view.notes.length, store.told.length, store.lastId]).toEqual([0, 0, 'two.-1']);
});
