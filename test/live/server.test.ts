import {createHash} from 'node:crypto';
import {readFileSync, statSync} from 'node:fs';
import {connect} from 'node:net';
import {join} from 'node:path';
import {Agent, fetch as fetchFrom} from 'undici';
import {describe, expect, onTestFinished, test} from 'vitest';
import {fingerprintOf, ownIdentity} from '../../src/live/server/tls.js';
import {answersAlerts, attacked, staged} from '../helpers/exercise.js';
import {type LiveServer, liveServer} from '../helpers/live-server.js';
import {SteppedClock} from '../helpers/stepped-clock.js';
import {rootOf} from '../helpers/tls-fetch.js';

/** A drill under way, with a facilitator and somebody who responds, each with a token. */
async function begun(options: Parameters<typeof liveServer>[0] = {}) {
  const server = await liveServer(options);
  const [lead, chief, res] = [
    await server.enters('facilitator', 'Lead'),
    await server.enters('commander', 'Ada'),
    await server.enters('responder', 'res1'),
  ];
  await server.asks(lead, 'start');
  return {...server, lead, chief, res};
}

/** Sends bytes as they are, and hears what comes back. */
const raw = (url: string, text: string) =>
  new Promise<string>(resolve => {
    let heard = '';
    const {hostname, port} = new URL(url);
    const socket = connect(Number(port), hostname, () => socket.end(text));
    socket.on('data', data => {
      heard += data;
    });
    socket.on('close', () => resolve(heard));
  });

describe('joining', () => {
  test('by the code of a role, as somebody types it; a browser gets a cookie that no script reads', async () => {
    const {post, roster} = await liveServer();
    const code = roster.codeOf('responder').reveal().toLowerCase().replace('-', ' ');
    const {status, body, headers} = await post('/api/join', {code, name: 'Zoë O’Neill'});
    expect({status, body}).toEqual({status: 201, body: {person: 'p1', name: 'Zoë O’Neill', role: 'responder'}});
    expect(headers.get('set-cookie')).toMatch(/^kd=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  });

  test('is refused with a wrong code, a name that is none, a role that is taken, a role in the body', async () => {
    const {post, roster, enters} = await liveServer();
    const code = roster.codeOf('commander').reveal();
    expect(await post('/api/join', {code: 'AAAA-AAAA', name: 'x'})).toMatchObject({
      status: 403,
      body: {reason: 'the code is wrong'},
    });
    expect((await post('/api/join', {code, name: '<script>'})).status).toBe(422);
    expect((await post('/api/join', {code, name: 'x', role: 'facilitator'})).status).toBe(422);
    await enters('commander', 'Ada');
    expect(await post('/api/join', {code, name: 'Bob'})).toMatchObject({
      status: 409,
      body: {reason: 'commander is taken by Ada'},
    });
  });

  test('under a name that somebody has, or that looks like it, gets a number', async () => {
    const server = await liveServer();
    for (const name of ['Lea', 'Lea', 'Lеа']) await server.enters('responder', name); // the last one in Cyrillic
    expect(server.roster.people.map(({name}) => name)).toEqual(['Lea', 'Lea (2)', 'Lеа (3)']);
  });

  test('codes cannot be guessed: five tries a minute; others still get in', async () => {
    const clock = new SteppedClock();
    const {post, enters, url, roster} = await liveServer({clock});
    const tries = await Promise.all(Array.from({length: 200}, () => post('/api/join', {code: 'AAAA-AAAA', name: 'x'})));
    expect(tries.filter(({status}) => status === 403)).toHaveLength(5);
    expect(tries.filter(({status}) => status === 429)).toHaveLength(195);
    await clock.advance(12_000);
    expect((await post('/api/join', {code: 'AAAA-AAAA', name: 'x'})).status).toBe(403);
    expect((await post('/api/join', {code: 'AAAA-AAAA', name: 'x'})).status).toBe(429);
    await clock.advance(12_000);
    expect(await enters('responder', 'Ann')).toHaveLength(43);
    expect([url, roster.people.length]).toEqual([url, 1]);
  });
});

describe.runIf(process.platform === 'linux')('a thousand wrong codes from one address', () => {
  test('open nothing, are answered five times, and keep nobody at another address out', async () => {
    const {url, roster} = await liveServer({clock: new SteppedClock()});
    const from = (localAddress: string) => {
      const dispatcher = new Agent({localAddress, connections: 50, connect: {timeout: 150_000}});
      onTestFinished(() => dispatcher.destroy());
      return async (code: string) => {
        const asking = {method: 'POST', headers: {'content-type': 'application/json'}, dispatcher};
        const response = await fetchFrom(`${url}/api/join`, {...asking, body: JSON.stringify({code, name: 'x'})});
        await response.text();
        return response.status;
      };
    };
    const [guesses, joins] = [from('127.0.0.1'), from('127.0.0.2')];
    const tries = await Promise.all(
      Array.from({length: 1000}, (_, n) => guesses(`0000-${String(n).padStart(4, '0')}`)),
    );
    expect(tries.filter(status => status === 403)).toHaveLength(5);
    expect(tries.filter(status => status === 429)).toHaveLength(995);
    expect(await joins(roster.codeOf('responder').reveal())).toBe(201);
    // Also the right code comes too late from where the wrong ones came.
    expect(await guesses(roster.codeOf('responder').reveal())).toBe(429);
    expect(roster.people).toHaveLength(1);
  });
});

describe('the stream', () => {
  test('says who one is, then everything so far, then what comes; it goes on by the last id', async () => {
    const server = await begun();
    const before = await server.hears(server.res, frames => frames.some(({data}) => data.type === 'clock.changed'));
    expect(before[0]).toMatchObject({event: 'hello', data: {name: 'res1', role: 'responder', kind: 'responds'}});
    const listening = server.hears(
      server.res,
      frames => frames.some(({data}) => data.type === 'alert.shown'),
      before.at(-1)?.id,
    );
    await attacked(server, 'secrets-listed', 'A1');
    const after = await listening;
    const ids = [...before.slice(1), ...after.slice(1)].map(({id}) => id);
    expect(ids).toEqual(ids.map((_, index) => `1acf2e.${index}`));
  });

  test.each(['other.3', '1acf2e.999', '1acf2e.-7', 'nonsense'])('begins anew after %s', async lastId => {
    const server = await begun();
    const frames = await server.hears(server.res, heard => heard.length > 2, lastId);
    expect(frames[1]).toMatchObject({id: '1acf2e.0', data: {type: 'exercise.opened'}});
  });

  test('needs a token that is worth something: nobody else’s, no old one, no forged one', async () => {
    const server = await begun();
    for (const token of ['', 'x', `${server.res}x`, server.res.slice(1)]) {
      expect((await server.call('/api/events', {token})).status).toBe(401);
    }
    await server.asks(server.lead, 'remove', {person: 'p3', reason: 'left'});
    expect((await server.call('/api/events', {token: server.res})).status).toBe(401);
    expect((await server.asks(server.res, 'note', {text: 'x'})).status).toBe(401);
  });

  test('a person opens no thousand of them', async () => {
    const server = await begun();
    const stops = Array.from({length: 8}, () => new AbortController());
    const open = await Promise.all(
      stops.map(({signal}) =>
        fetch(`${server.url}/api/events`, {signal, headers: {authorization: `Bearer ${server.res}`}}),
      ),
    );
    expect(open.map(({status}) => status)).toEqual(Array.from({length: 8}, () => 200));
    expect((await server.call('/api/events', {token: server.res})).status).toBe(429);
    for (const stop of stops) stop.abort();
  });
});

/** Another conductor of the same drill, after the first was killed. */
function goneOn({log, roster}: Pick<LiveServer, 'log' | 'roster'>) {
  const past = log.events.map(event => JSON.parse(JSON.stringify(event)));
  return staged(undefined, {saved: roster.save(), past});
}

describe('commands', () => {
  test('the same one, sent fifty times at once, is done once', async () => {
    const server = await begun();
    const id = crypto.randomUUID();
    const answers = await Promise.all(
      Array.from({length: 50}, () => server.asks(server.res, 'note', {text: 'once'}, id)),
    );
    // A burst of 30 is let through; who is slowed down asks again, and changes nothing either.
    expect(answers.filter(({status}) => status === 200).length).toBeGreaterThanOrEqual(30);
    expect(answers.every(({status}) => status === 200 || status === 429)).toBe(true);
    expect(server.of('note.written')).toHaveLength(1);
  });

  test('one that was done before the conductor was killed is not done again, whoever restarted it', async () => {
    const server = await begun();
    const id = crypto.randomUUID();
    expect((await server.asks(server.res, 'note', {text: 'once'}, id)).body).toEqual({done: 1});
    expect(await server.asks(server.res, 'acknowledge', {alert: 'A9'}, crypto.randomUUID())).toMatchObject({
      status: 422,
    });
    await server.close();
    const again = await liveServer({stage: goneOn(server)});
    expect((await again.asks(server.res, 'note', {text: 'once'}, id)).body).toEqual({done: 1});
    expect(again.of('note.written')).toHaveLength(1);
    // The same id of somebody else is another command, and another id is one more note.
    expect((await again.asks(server.chief, 'note', {text: 'mine'}, id)).status).toBe(200);
    expect((await again.asks(server.res, 'note', {text: 'twice'})).status).toBe(200);
    expect(again.of('note.written').map(({text}) => text)).toEqual(['once', 'mine', 'twice']);
    // The ids are for the log: nobody is sent them.
    for (const {frames} of again.exercise.feeds.values()) expect(frames.all.join()).not.toContain(id);
  });

  test('what had to wait for a connection is logged with the time at which it is said to have been done', async () => {
    const server = await begun();
    answersAlerts(server);
    await attacked(server, 'secrets-listed', 'A1');
    const now = server.clock.wall().getTime();
    const iso = (ms: number) => new Date(ms).toISOString();
    await server.asks(server.res, 'note', {text: 'early', at: iso(now - 90_000)});
    // A clock that goes fast claims nothing: nobody has done it later than it came.
    await server.asks(server.res, 'note', {text: 'fast', at: iso(now + 90_000)});
    await server.asks(server.res, 'acknowledge', {alert: 'A1', at: iso(now - 60_000)});
    expect(await server.asks(server.res, 'note', {text: 'x', at: 'noon'})).toMatchObject({
      status: 422,
      body: {reason: 'at: must be when it was done, such as 2026-11-23T12:00:58Z'},
    });
    expect(server.of('note.written')).toMatchObject([
      {text: 'early', at: iso(now), claimedAt: iso(now - 90_000)},
      {text: 'fast', at: iso(now)},
    ]);
    expect(server.of('note.written')[1]).not.toHaveProperty('claimedAt');
    const staff = server.exercise.feeds.get('facilitator')?.frames.all.map(text => JSON.parse(text)) ?? [];
    expect(staff.find(({type}) => type === 'alert.answered')).toMatchObject({claimedAt: iso(now - 60_000)});
  });

  test('two facilitators deliver one inject: the second hears who was first, and when', async () => {
    const server = await begun();
    const other = await server.enters('facilitator', 'Zoe');
    const [first, second] = await Promise.all(
      [server.lead, other].map(token => server.asks(token, 'deliver', {inject: 'I4'})),
    );
    expect(first?.status).toBe(200);
    expect(second).toMatchObject({
      status: 409,
      body: {by: 'Lead', at: expect.any(String), reason: /I4 was delivered by Lead/},
    });
    expect(server.of('inject.delivered').filter(({inject}) => inject === 'I4')).toHaveLength(1);
  });

  test('who floods the server is slowed down, and nothing is lost of what others do', async () => {
    const server = await begun({clock: new SteppedClock()});
    const answers = [];
    for (let i = 0; i < 60; i++) answers.push((await server.asks(server.res, 'note', {text: `${i}`})).status);
    expect(answers.filter(status => status === 200)).toHaveLength(30);
    expect(answers.filter(status => status === 429)).toHaveLength(30);
    expect((await server.asks(server.chief, 'note', {text: 'mine'})).status).toBe(200);
  });

  test.each([
    ['no JSON', 'x', {'content-type': 'application/json'}, 422],
    ['another type', '{}', {'content-type': 'text/plain'}, 422],
    ['no id', '{"do":"note","text":"x"}', {}, 422],
    ['an unknown field', '{"id":"12345678","do":"note","text":"x","role":"facilitator"}', {}, 422],
    ['what is not theirs', '{"id":"12345678","do":"end"}', {}, 403],
    ['too much', JSON.stringify({id: '12345678', do: 'note', text: 'x'.repeat(70_000)}), {}, 413],
  ])('%s is refused', async (_, body, headers, status) => {
    const server = await begun();
    const before = server.log.events.length;
    expect((await server.post('/api/do', body, {token: server.res, headers})).status).toBe(status);
    expect(server.log.events).toHaveLength(before);
  });
});

describe('pages of others', () => {
  test('a name that is not this server’s is refused, and so is another origin, or none from a browser', async () => {
    const server = await begun();
    expect(await raw(server.url, 'GET /healthz HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n')).toMatch(
      / 403 /,
    );
    expect((await server.call('/healthz')).status).toBe(200);
    const note = {id: crypto.randomUUID(), do: 'note', text: 'x'};
    const cookie = `kd=${server.res}`;
    for (const headers of [{cookie, origin: 'https://evil.example'}, {cookie, origin: 'null'}, {cookie}]) {
      expect((await server.post('/api/do', note, {headers})).status).toBe(403);
    }
    expect((await server.post('/api/do', note, {headers: {cookie, origin: server.url}})).status).toBe(200);
    expect(server.of('note.written')).toHaveLength(1);
  });

  test('nothing is loaded from elsewhere, nor shown inside of another page', async () => {
    const {call} = await liveServer();
    const {headers} = await call('/api/events');
    expect(headers.get('content-security-policy')).toMatch(
      /default-src 'none'.*script-src 'self'.*frame-ancestors 'none'/,
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('there is nothing else, by no way', async () => {
    const server = await begun();
    expect((await server.call('/api/export', {token: server.lead})).status).toBe(404);
    expect((await server.call('/../package.json')).status).toBe(404);
    expect((await server.call('/%2e%2e/%2e%2e/etc/passwd.txt')).status).toBe(404);
    expect((await server.post('/api/evil', {}, {token: server.res})).status).toBe(404);
  });
});

describe('evidence', () => {
  const hand = (
    server: Awaited<ReturnType<typeof begun>>,
    body: string | Uint8Array,
    query: string,
    token = server.res,
    id: string = crypto.randomUUID(),
  ) => server.call(`/api/evidence?id=${id}&${query}`, {method: 'POST', body: body as string, token});

  test('is kept where only the user of the run reads it, and known by its hash alone', async () => {
    const server = await begun();
    await attacked(server, 'secrets-listed', 'A1');
    const text = 'apiVersion: v1\nkind: Pod\ntoken: hunter2\n';
    expect(await hand(server, text, 'title=the%20pod&alert=A1')).toMatchObject({status: 201, body: {id: 'E1'}});
    const file = join(server.dir, 'evidence', 'E1.txt');
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(server.of('evidence.handed-in')).toMatchObject([
      {title: 'the pod', alert: 'A1', bytes: text.length, sha256: createHash('sha256').update(text).digest('hex')},
    ]);
    expect(JSON.stringify(server.log.events)).not.toContain('hunter2');
  });

  test('that names an object to be saved is known to be about it, and no other uid of it is in the log', async () => {
    const server = await begun();
    const [uid, other] = [crypto.randomUUID(), crypto.randomUUID()];
    server.log.append({
      ...{type: 'response.asked', scenario: 'secrets-listed', bystanders: []},
      preserve: [{resource: 'pods', name: 'web', namespace: 'shop', uid}],
    });
    await hand(server, `items:\n- metadata: {uid: ${uid.toUpperCase()}}\n- data: {key: ${other}}\n`, 'title=pods');
    await hand(server, `metadata: {uid: ${other}}`, 'title=another');
    expect(server.of('evidence.handed-in').map(({uids}) => uids)).toEqual([[uid], undefined]);
    expect(JSON.stringify(server.log.events)).not.toContain(other);
  });

  test('the same one, sent again, also after a restart, is handed in once; one that had to wait says since when', async () => {
    const server = await begun();
    const id = crypto.randomUUID();
    const now = server.clock.wall().getTime();
    const at = new Date(now - 60_000).toISOString();
    const send = (to: typeof server) => hand(to, 'kind: Pod', `title=x&at=${at}`, server.res, id);
    const answers = await Promise.all(Array.from({length: 10}, () => send(server)));
    expect(answers.map(({status, body}) => [status, body.id])).toEqual(Array(10).fill([201, 'E1']));
    await server.close();
    const again = await liveServer({stage: goneOn(server)});
    const later = {...server, ...again};
    expect(await send(later)).toMatchObject({status: 201, body: {id: 'E1'}});
    expect(again.of('evidence.handed-in')).toMatchObject([{id: 'E1', claimedAt: at}]);
    const {status, body} = await later.call('/api/evidence?title=x', {method: 'POST', body: 'x', token: server.res});
    expect([status, body.reason]).toEqual([422, 'id: must be a UUID of this command']);
    expect((await hand(later, 'x', 'title=x&at=noon')).status).toBe(422);
  });

  test('is text or a PNG by its own bytes, of a megabyte at the most, and has a title', async () => {
    const server = await begun();
    const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(20)]);
    expect((await hand(server, png, 'title=x')).body).toEqual({id: 'E1'});
    for (const bad of [Buffer.from('504b0304000000000000', 'hex'), Buffer.from([0xff, 0xfe]), Buffer.alloc(0)]) {
      expect((await hand(server, bad, 'title=x')).status).toBe(422);
    }
    expect((await hand(server, 'x', '')).status).toBe(422);
    expect((await hand(server, 'x', 'title=x&alert=A9')).status).toBe(422);
    expect((await hand(server, 'x'.repeat(1024 * 1024 + 1), 'title=x')).status).toBe(413);
    expect((await hand(server, 'x', 'title=x', server.lead)).status).toBe(403);
  });
});

test('the price of a hint is told before it is taken, to those who may take one', async () => {
  const server = await begun();
  await attacked(server, 'secrets-listed', 'A1');
  const price = async (token: string, query = '') => {
    const {status, body} = await server.call(`/api/hint${query}`, {token});
    return [status, body.price ?? body.reason];
  };
  expect(await price(server.res)).toEqual([409, 'there is no hint at the moment']);
  await server.pass(61_000);
  expect(await price(server.res, '?alert=A1')).toEqual([200, 5]);
  expect(await price(server.res, '?alert=A9')).toEqual([422, 'there is no alert A9']);
  expect(await price(server.chief)).toEqual([403, 'commander may not hint']);
  expect(server.of('hint.taken')).toEqual([]);
});

describe('people and the cluster', () => {
  test('a kubeconfig is made when it is asked for, once, for those whose role has one', async () => {
    const server = await begun();
    expect((await server.call('/api/kubeconfig', {token: server.res})).status).toBe(409);
    const asked: string[] = [];
    server.exercise.input.control.onLetIn(async (name, profile) => {
      asked.push(`${name} ${profile}`);
      const {Secret} = await import('../../src/lib/secret.js');
      return {user: `system:serviceaccount:kd:${name}`, kubeconfig: new Secret('apiVersion: v1')};
    });
    const [one, two] = await Promise.all([1, 2].map(() => server.call('/api/kubeconfig', {token: server.res})));
    expect([one?.body.text, two?.status, asked]).toEqual(['apiVersion: v1', 200, ['res1 operator']]);
    expect(one?.headers.get('cache-control')).toBe('no-store');
    expect((await server.call('/api/kubeconfig', {token: server.chief})).status).toBe(403);
  });

  test('who closes the last stream is away after a while, and back at once', async () => {
    const clock = new SteppedClock();
    const server = await begun({clock});
    const before = clock.sleeping;
    await server.hears(server.res, frames => frames.length > 1);
    await expect.poll(() => clock.sleeping).toBeGreaterThan(before);
    await clock.advance(5000);
    await expect.poll(() => server.of('participant.changed')).toMatchObject([{person: 'p3', state: 'away'}]);
    await server.hears(server.res, frames => frames.length > 1);
    expect(server.of('participant.changed').at(-1)).toMatchObject({person: 'p3', state: 'online'});
  });
});

test('beyond this machine it is TLS, with a certificate whose fingerprint is on the screen', async () => {
  const tls = await ownIdentity(['127.0.0.1', 'localhost'], new Date());
  const server = await liveServer({address: {tls}});
  expect(server.url).toMatch(/^https:/);
  const seen = await rootOf(server.url);
  expect(fingerprintOf(tls)).toBe(seen);
});

test('a log that cannot be written shows nothing that is not on disk', async () => {
  const server = await begun({stage: staged()});
  Object.defineProperty(server.log, 'isBroken', {get: () => true});
  expect(await server.asks(server.res, 'note', {text: 'x'})).toMatchObject({status: 503});
});
