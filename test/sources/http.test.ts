import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {createServer as createTlsServer} from 'node:https';
import {type AddressInfo, createServer as createTcpServer} from 'node:net';
import type {TLSSocket} from 'node:tls';
import {describe, expect, onTestFinished, test} from 'vitest';
import {Secret} from '../../src/lib/secret.js';
import {type Endpoint, HttpClient, HttpError} from '../../src/sources/http.js';
import {loopback} from '../helpers/loopback.js';

const pem = (name: string): string => readFileSync(`test/fixtures/tls/${name}`, 'utf8');

function client(endpoint: Endpoint): HttpClient {
  const made = new HttpClient(endpoint);
  onTestFinished(() => made.close());
  return made;
}

/** A server that wants a client certificate if one is there, and tells whose it got. */
async function tlsServer(): Promise<string> {
  const wanted = {cert: pem('server.pem'), key: pem('server.key'), ca: pem('ca.pem'), requestCert: true};
  const server = createTlsServer({...wanted, rejectUnauthorized: false}, (request, response) => {
    const {authorized} = request.socket as TLSSocket;
    response.end(JSON.stringify({client: authorized}));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What a question fails with. */
async function failure(asked: Promise<unknown>): Promise<HttpError> {
  const error = await asked.then(
    answer => new Error(`answered ${JSON.stringify(answer)}`),
    e => e,
  );
  expect(error).toBeInstanceOf(HttpError);
  return error;
}

const SECRET = 'hunter2-hunter2';

describe('the client of polled sources', () => {
  test.each([
    ['no credential', undefined, undefined],
    [
      'basic',
      {kind: 'basic', username: 'drill', password: new Secret(SECRET)},
      `Basic ${Buffer.from(`drill:${SECRET}`).toString('base64')}`,
    ],
    ['bearer', {kind: 'bearer', token: new Secret(SECRET)}, `Bearer ${SECRET}`],
    ['API key', {kind: 'apiKey', key: new Secret(SECRET)}, `ApiKey ${SECRET}`],
  ] satisfies [string, Endpoint['auth'], string | undefined][])('asks with %s', async (_name, auth, header) => {
    const {url, received} = await loopback(() => ({body: {ok: true}}));
    expect(await client({url, ...(auth && {auth})}).ask('/x')).toEqual({ok: true});
    expect(received[0]?.headers.authorization).toBe(header);
  });

  test('asks with a query, and posts a body as JSON', async () => {
    const {url, received} = await loopback(({body}) => ({body: body === '' ? null : body}));
    const asked = client({url: `${url}/`});
    await asked.ask('/search', {query: {q: 'a b&c', size: 5, none: undefined}});
    expect(await asked.ask('/search', {body: {a: 1}})).toEqual({a: 1});
    expect(received.map(({method, path, query}) => `${method} ${path} ${query}`)).toEqual([
      'GET /search q=a+b%26c&size=5',
      'POST /search ',
    ]);
  });

  test('trusts the CA of the stack file, and no other', async () => {
    const url = await tlsServer();
    await expect(client({url}).ask('/')).rejects.toThrow(/cannot be asked: unable to verify|self-signed|unable to get/);
    expect(await client({url, tls: {ca: pem('ca.pem')}}).ask('/')).toEqual({client: false});
  });

  test('shows a client certificate', async () => {
    const tls = {ca: pem('ca.pem'), certificate: pem('client.pem'), key: new Secret(pem('client.key'))};
    expect(await client({url: await tlsServer(), tls}).ask('/')).toEqual({client: true});
  });

  test('takes any certificate only when it is told to', async () => {
    expect(await client({url: await tlsServer(), tls: {insecure: true}}).ask('/')).toEqual({client: false});
  });

  test.each([401, 403, 404, 410, 429, 500, 503])('says in words that it was answered %s', async status => {
    const {url} = await loopback(() => ({status, body: {error: 'no'}}));
    const error = await failure(client({url}).ask('/x'));
    expect(error).toMatchObject({status, message: `${url} answered ${status} to GET /x: {"error":"no"}`});
  });

  test('cuts a long answer, and says it on one line', async () => {
    const {url} = await loopback(() => ({status: 500, body: 'line\n'.repeat(500)}));
    const error = await failure(client({url}).ask('/x'));
    expect(error.message).not.toContain('\n');
    expect(error.message.length).toBeLessThan(420);
  });

  test('says that nobody listens', async () => {
    const {url, close} = await loopback(() => ({body: null}));
    await close();
    await expect(client({url}).ask('/')).rejects.toThrow(`${url} cannot be asked: connection refused`);
  });

  test('says that the other end is no HTTP server', async () => {
    const server = createTcpServer(socket => socket.end('SSH-2.0-x\r\n')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await expect(client({url}).ask('/')).rejects.toThrow(/cannot be asked: /);
  });

  test('gives up on a server that does not answer', async () => {
    const {url} = await loopback(() => new Promise(() => {}));
    await expect(client({url, timeoutMs: 50}).ask('/')).rejects.toThrow('cannot be asked: no answer within 50 ms');
  });

  test('ends with the reason of whoever aborts it', async () => {
    const {url} = await loopback(() => new Promise(() => {}));
    const stop = new AbortController();
    const asked = client({url}).ask('/', {signal: stop.signal});
    stop.abort(new Error('the drill was stopped'));
    await expect(asked).rejects.toThrow('the drill was stopped');
  });

  test('no error holds a credential, not even one that the server repeats', async () => {
    const {url} = await loopback(({headers}) => ({status: 401, body: {seen: headers, password: SECRET}}));
    const auths: NonNullable<Endpoint['auth']>[] = [
      {kind: 'basic', username: 'drill', password: new Secret(SECRET)},
      {kind: 'bearer', token: new Secret(SECRET)},
      {kind: 'apiKey', key: new Secret(SECRET)},
    ];
    for (const auth of auths) {
      const refused = await failure(client({url, auth}).ask('/'));
      const lost = await failure(client({url: 'http://127.0.0.1:1', auth}).ask('/'));
      for (const error of [refused, lost]) {
        const told = [error.message, error.stack, JSON.stringify(error), String(error.cause)].join();
        expect(told).not.toContain(SECRET);
        expect(told).not.toContain(Buffer.from(`drill:${SECRET}`).toString('base64'));
      }
    }
  });
});
