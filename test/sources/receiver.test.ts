import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readFileSync} from 'node:fs';
import {type ClientRequest, request as plainRequest} from 'node:http';
import {request as tlsRequest} from 'node:https';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {describe, expect, onTestFinished, test} from 'vitest';
import {Secret} from '../../src/lib/secret.js';
import type {Refusal} from '../../src/sources/http/body.js';
import {type ReceiverOptions, startReceiver} from '../../src/sources/http/receiver.js';
import {eventually} from '../helpers/eventually.js';
import {post} from '../helpers/post.js';
import {tempDir} from '../helpers/temp.js';

const TLS = 'test/fixtures/tls';

/** A receiver on a free port, with what it took and what it refused. */
async function receiver(options: Partial<ReceiverOptions> = {}) {
  const bodies: unknown[] = [];
  const refused: Refusal[] = [];
  const started = await startReceiver({
    host: '127.0.0.1',
    port: 0,
    path: '/alerts',
    onBody: body => bodies.push(body),
    onRefused: refusal => refused.push(refusal),
    ...options,
  });
  onTestFinished(started.close);
  return {...started, bodies, refused};
}

/** The status of a request once it is answered. */
async function answered(request: ClientRequest): Promise<number | undefined> {
  const [response] = await once(request, 'response');
  response.resume();
  return response.statusCode;
}

/** Lets nothing else run in this process until something holds, or ten seconds are over. */
function blockUntil(holds: () => boolean): boolean {
  const end = performance.now() + 10_000;
  while (!holds() && performance.now() < end) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  return holds();
}

describe('a receiver', () => {
  test('takes JSON that is posted to its path, whatever query follows', async () => {
    const {url, bodies} = await receiver();
    expect((await post(url, {rule: 'x'})).status).toBe(200);
    expect((await post(`${url}/?timeout=30s`, [1])).status).toBe(200);
    await eventually(() => expect(bodies).toEqual([{rule: 'x'}, [1]]));
  });

  test('answers before it works: a sender in another process goes on while the work still blocks this one', async () => {
    const mark = join(tempDir(), 'answered');
    const seen = Promise.withResolvers<boolean>();
    const {url} = await receiver({onBody: () => seen.resolve(blockUntil(() => existsSync(mark)))});
    const script = `fetch('${url}', {method: 'POST', body: '1'}).then(() => fs.writeFileSync('${mark}', ''))`;
    const sender = spawn(process.execPath, ['-e', script], {stdio: 'inherit'});
    expect(await seen.promise).toBe(true);
    expect(await once(sender, 'close')).toEqual([0, null]);
  });

  test('answers 200 to a body that makes the work fail, and tells why', async () => {
    const {url, refused} = await receiver({
      onBody: () => {
        throw new Error('no rule in it');
      },
    });
    expect((await post(url, {})).status).toBe(200);
    await eventually(() => expect(refused).toEqual([{code: 422, reason: 'no rule in it'}]));
  });

  test('tells of a body that is not JSON without quoting it', async () => {
    const {url, refused} = await receiver();
    expect((await post(url, 'hunter2 is my password')).status).toBe(400);
    expect(refused).toEqual([{code: 400, reason: 'a body is not JSON'}]);
  });

  test.each([
    ['two lines', '{"a":1}\n{"a":2}\n', [{a: 1}, {a: 2}]],
    ['two lines of Windows, and one that is empty', '{"a":1}\r\n\r\n{"a":2}', [{a: 1}, {a: 2}]],
    ['two values without a line end (Fluent Bit json_stream)', '{"a":"}{"}{"a":[2]}', [{a: '}{'}, {a: [2]}]],
    ['values with a mark before each (RFC 7464)', '\u001e{"a":1}\n\u001e{"a":2}\n', [{a: 1}, {a: 2}]],
    ['values that stand on several lines', '{\n "a": 1\n}\n{\n "a": 2\n}', [{a: 1}, {a: 2}]],
    ['a byte order mark', '\uFEFF{"a":1}', [{a: 1}]],
    ['JSON that curl -d calls a form', '{"a":"1&2=3"}', [{a: '1&2=3'}]],
  ])('reads %s', async (_name, text, documents) => {
    const {url, bodies, refused} = await receiver();
    const form = {'Content-Type': 'application/x-www-form-urlencoded'};
    expect((await post(url, text, form)).status).toBe(200);
    await new Promise(setImmediate);
    expect(bodies).toEqual(documents);
    expect(refused).toEqual([]);
  });

  test.each(['utf-16le', 'utf-16be'])('reads %s', async charset => {
    const {url, bodies} = await receiver();
    const le = Buffer.from('\uFEFF{"a":"ä"}', 'utf16le');
    const body = new Uint8Array(charset === 'utf-16le' ? le : le.swap16());
    expect((await fetch(url, {method: 'POST', body})).status).toBe(200);
    await eventually(() => expect(bodies).toEqual([{a: 'ä'}]));
  });

  test.each([
    ['no byte', ''],
    ['blanks', ' \r\n'],
    ['a byte order mark', '\uFEFF'],
  ])('refuses a body of nothing but %s', async (_name, text) => {
    const {url, bodies, refused} = await receiver();
    expect((await post(url, text)).status).toBe(400);
    expect(refused).toEqual([{code: 400, reason: 'a body is empty'}]);
    expect(bodies).toEqual([]);
  });

  test('says what it reads to a sender of something else', async () => {
    const {url} = await receiver();
    const multipart = {'Content-Type': 'multipart/form-data; boundary=x'};
    const response = await fetch(url, {method: 'POST', headers: multipart, body: '--x'});
    expect(response.status).toBe(415);
    expect(response.headers.get('accept-encoding')).toBe('gzip, deflate, br, zstd');
    expect(response.headers.get('accept-post')).toBe(
      'application/json, application/x-ndjson, application/cloudevents+json',
    );
    expect(await response.text()).toBe('a body is multipart/form-data and not JSON\n');
  });

  test.each([
    ['one that is nested too deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'nested deeper than 200 levels'],
    ['one of too many values', `[${'0,'.repeat(4_000_000)}0]`, 'more than 3000000 values'],
  ])('refuses %s, and does not try', async (_name, body, reason) => {
    const {url, bodies, refused} = await receiver();
    expect((await post(url, body)).status).toBe(400);
    expect(refused).toEqual([{code: 400, reason: `a body is ${reason}`}]);
    expect(bodies).toEqual([]);
  });

  test('refuses what unpacks to more than 16 MiB, however small it came, and the memory is free again', async () => {
    const {url, bodies, refused} = await receiver();
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(512 * 1024 * 1024, ' ')));
    expect(bomb.length).toBeLessThan(1024 * 1024);
    for (let i = 0; i < 5; i++) {
      const response = await fetch(url, {method: 'POST', headers: {'Content-Encoding': 'gzip'}, body: bomb});
      expect(response.status).toBe(413);
    }
    expect(refused).toHaveLength(5);
    expect((await post(url, 1)).status).toBe(200);
    await eventually(() => expect(bodies).toEqual([1]));
  });

  test('tells of a sender that hangs up in the middle of a body, and of one that does not trust its certificate', async () => {
    const [certificate, key] = ['server.pem', 'server.key'].map(name => readFileSync(`${TLS}/${name}`, 'utf8'));
    const {port, refused} = await receiver({
      tls: {certificate: certificate ?? '', key: new Secret(key ?? '')},
    });
    const to = {host: '127.0.0.1', port, path: '/alerts', method: 'POST'};
    await expect(answered(tlsRequest(to).end('1'))).rejects.toThrow();
    await eventually(() =>
      expect(refused).toEqual([{code: 0, reason: expect.stringMatching(/^the TLS handshake with a sender failed: /)}]),
    );
    await expect(answered(plainRequest(to).end('1'))).rejects.toThrow();
    await eventually(() => expect(refused.at(-1)?.reason).toBe('a sender spoke HTTP without TLS'));
    const gone = tlsRequest({...to, rejectUnauthorized: false, headers: {'Content-Length': 9}});
    gone.on('error', () => {
      // It was hung up on purpose.
    });
    gone.write('{"a"');
    gone.once('socket', socket => socket.once('secureConnect', () => setTimeout(() => gone.destroy(), 50)));
    await eventually(() =>
      expect(refused.at(-1)).toEqual({code: 400, reason: 'a sender hung up in the middle of a body'}),
    );
  });

  test.each(['', '  ', '\u200b\n'])('does not start with a blank token (%j)', async token => {
    await expect(receiver({token: new Secret(token)})).rejects.toMatchObject({exitCode: 3});
  });

  test('answers 404 elsewhere and 405 to what is no POST', async () => {
    const {url, port, bodies, refused} = await receiver();
    expect((await post(`http://127.0.0.1:${port}/other`, {})).status).toBe(404);
    expect((await post(`${url}/more`, {})).status).toBe(404);
    expect((await post(`${url}x`, {})).status).toBe(404);
    expect((await fetch(url)).status).toBe(405);
    expect(refused.map(r => r.code)).toEqual([404, 404, 404, 405]);
    expect(bodies).toEqual([]);
  });

  describe('with a token', () => {
    const token = new Secret('t0ken+/ä');

    test('takes it as bearer token, or as the last part of the path', async () => {
      const {url, bodies} = await receiver({token: new Secret('t0ken')});
      expect((await post(url, 1, {Authorization: 'Bearer t0ken'})).status).toBe(200);
      expect((await post(`${url}/t0ken`, 2)).status).toBe(200);
      await eventually(() => expect(bodies).toEqual([1, 2]));
    });

    test('takes one that has to be escaped in a path, and works at the root as well', async () => {
      const {port} = await receiver({token, path: '/'});
      const root = `http://127.0.0.1:${port}`;
      expect((await post(`${root}/${encodeURIComponent(token.reveal())}`, 1)).status).toBe(200);
      expect((await post(root, 1)).status).toBe(401);
    });

    test('answers 401 without it or with another, and repeats neither path nor token', async () => {
      const {url, port, refused, bodies} = await receiver({token});
      const attempts = await Promise.all([
        post(url, {}),
        post(`${url}/s3cret-of-another`, {}),
        post(url, {}, {Authorization: 'Bearer s3cret-of-another'}),
        post(`http://127.0.0.1:${port}/s3cret-of-another`, {}),
      ]);
      expect(attempts.map(a => a.status)).toEqual([401, 401, 401, 404]);
      expect(JSON.stringify([refused, attempts])).not.toMatch(/s3cret|t0ken/);
      expect(bodies).toEqual([]);
    });
  });

  test('refuses a body beyond 16 MiB with 413, and lives on', async () => {
    const {url, bodies, refused} = await receiver();
    expect((await post(url, `"${'x'.repeat(16 * 1024 * 1024)}"`)).status).toBe(413);
    expect(refused).toEqual([{code: 413, reason: 'a body is larger than 16 MiB'}]);
    expect((await post(url, 1)).status).toBe(200);
    await eventually(() => expect(bodies).toEqual([1]));
  });

  test('holds no more than its backlog, counting what arrives: 503, and the memory is free again after', async () => {
    const {url, port, bodies, refused} = await receiver({backlog: 1000});
    const slow = plainRequest({host: '127.0.0.1', port, path: '/alerts', method: 'POST'});
    slow.write(`"${'a'.repeat(700)}`);
    await eventually(async () => expect((await post(url, `"${'b'.repeat(400)}"`)).status).toBe(503));
    slow.end('"');
    expect(await answered(slow)).toBe(200);
    await eventually(() => expect(bodies).toEqual(['a'.repeat(700)]));
    expect((await post(url, `"${'b'.repeat(900)}"`)).status).toBe(200);
    expect(refused.every(r => r.code === 503)).toBe(true);
  });

  test('gives back the memory of a sender that hangs up in the middle', async () => {
    const {url, port} = await receiver({backlog: 1000});
    const gone = plainRequest({host: '127.0.0.1', port, path: '/alerts', method: 'POST'});
    gone.on('error', () => {
      // It was hung up on purpose.
    });
    gone.write(`"${'a'.repeat(900)}`);
    await eventually(async () => expect((await post(url, `"${'b'.repeat(400)}"`)).status).toBe(503));
    gone.destroy();
    await eventually(async () => expect((await post(url, `"${'b'.repeat(900)}"`)).status).toBe(200));
  });

  test('speaks TLS with the certificate it is given', async () => {
    const {url, port, bodies} = await receiver({
      tls: {
        certificate: readFileSync(`${TLS}/server.pem`, 'utf8'),
        key: new Secret(readFileSync(`${TLS}/server.key`, 'utf8')),
      },
    });
    expect(url).toBe(`https://127.0.0.1:${port}/alerts`);
    const ca = readFileSync(`${TLS}/ca.pem`);
    const sent = tlsRequest({host: '127.0.0.1', port, path: '/alerts', method: 'POST', ca}).end('1');
    expect(await answered(sent)).toBe(200);
    await eventually(() => expect(bodies).toEqual([1]));
  });

  test('says what is wrong with a certificate and key that do not fit, and quotes neither', async () => {
    const key = new Secret('-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----');
    const started = receiver({tls: {certificate: readFileSync(`${TLS}/server.pem`, 'utf8'), key}});
    await expect(started).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(/^cannot listen with this certificate and key: (?!.*hunter2)/),
    });
  });

  test('says that its port is taken', async () => {
    const {port} = await receiver();
    await expect(receiver({port})).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(`cannot listen on 127.0.0.1:${port}: .*EADDRINUSE`),
    });
  });
});
