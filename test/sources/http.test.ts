import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {createServer, type ServerResponse} from 'node:http';
import {createServer as createTlsServer} from 'node:https';
import {type AddressInfo, createServer as createTcpServer} from 'node:net';
import type {TLSSocket} from 'node:tls';
import {brotliCompressSync, deflateSync, gzipSync} from 'node:zlib';
import {describe, expect, onTestFinished, test, vi} from 'vitest';
import {proxyFor} from '../../src/lib/net/proxy.js';
import {Secret} from '../../src/lib/secret.js';
import {type Endpoint, HttpClient, HttpError} from '../../src/sources/http/http.js';
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
const MiB = 1024 * 1024;

/** A server that answers with bytes as they are, for as long as somebody reads. */
async function streaming(headers: Record<string, string>, write: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(200, headers);
    write(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Writes a chunk again and again until nobody reads any more. */
const endlessly = (chunk: Buffer) => (response: ServerResponse) => {
  const more = () => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
};

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

  test.each([403, 404, 410, 429, 500, 503])('says in words that it was answered %s', async status => {
    const {url} = await loopback(() => ({status, body: {error: 'no'}}));
    const error = await failure(client({url}).ask('/x'));
    expect(error).toMatchObject({status, message: `${url} answered ${status} to GET /x: {"error":"no"}`});
  });

  test('says in words that its credentials are refused', async () => {
    const {url} = await loopback(() => ({status: 401, body: {error: 'no'}}));
    const error = await failure(client({url}).ask('/x'));
    expect(error).toMatchObject({status: 401, message: `${url} refuses these credentials (401): {"error":"no"}`});
  });

  test('cuts a long answer, and says it on one line', async () => {
    const {url} = await loopback(() => ({status: 500, body: 'line\n'.repeat(500)}));
    const error = await failure(client({url}).ask('/x'));
    expect(error.message).not.toContain('\n');
    expect(error.message.length).toBeLessThan(420);
  });

  describe('trusts a server with nothing', () => {
    test.each([
      ['gzip', gzipSync],
      ['deflate', deflateSync],
      ['br', brotliCompressSync],
    ])('reads an answer that is packed by %s', async (coding, pack) => {
      const url = await streaming({'Content-Encoding': coding}, r => r.end(pack('{"ok":true}')));
      expect(await client({url}).ask('/')).toEqual({ok: true});
    });

    test('an answer without an end is not read to the end', async () => {
      const url = await streaming({}, endlessly(Buffer.alloc(64 * 1024, ' ')));
      await expect(client({url, mostBytes: 2 * MiB}).ask('/x')).rejects.toThrow(
        'cannot be asked: its answer is larger than 2 MiB',
      );
    });

    test('neither is one that says before how large it is', async () => {
      const url = await streaming({'Content-Length': String(1024 * MiB)}, endlessly(Buffer.alloc(64 * 1024, ' ')));
      await expect(client({url, mostBytes: 2 * MiB}).ask('/x')).rejects.toThrow('larger than 2 MiB');
    });

    test.each([
      ['gzip', gzipSync],
      ['deflate', deflateSync],
      ['br', brotliCompressSync],
    ])('one that %s makes small is unpacked to its bound', async (coding, pack) => {
      const packed = pack(Buffer.alloc(64 * MiB, ' '));
      expect(packed.length).toBeLessThan(MiB);
      const url = await streaming({'Content-Encoding': coding}, r => r.end(packed));
      await expect(client({url, mostBytes: MiB}).ask('/x')).rejects.toThrow('its answer unpacks to more than 1 MiB');
    });

    test('one that is packed again and again, by what is not known, or not at all, is told', async () => {
      const told = async (coding: string, body: Buffer) => {
        const url = await streaming({'Content-Encoding': coding}, r => r.end(body));
        return (await failure(client({url}).ask('/x'))).message;
      };
      expect(await told('gzip, gzip, gzip', Buffer.from('{}'))).toContain('it is packed 3 times');
      expect(await told('compress', Buffer.from('{}'))).toContain('its content coding compress is not known');
      expect(await told('gzip', Buffer.from('{}'))).toContain('its answer cannot be unpacked: it is not gzip');
    });

    test('one that comes byte by byte ends with its time', async () => {
      const url = await streaming({}, response => {
        const dripping = setInterval(() => response.write(' '), 5);
        response.on('close', () => clearInterval(dripping));
      });
      await expect(client({url, timeoutMs: 99}).ask('/x')).rejects.toThrow('no answer within 99 ms');
    });

    test.each([
      ['nested too deep', `${'['.repeat(50_000)}${']'.repeat(50_000)}`, 'nested deeper than 200 levels'],
      ['of too many values', `[${'0,'.repeat(4_000_000)}0]`, 'more than 3000000 values'],
    ])('one that is %s is not parsed', async (_name, text, why) => {
      const {url} = await loopback(() => ({text}));
      await expect(client({url}).ask('/x')).rejects.toThrow(`answered GET /x with what is ${why}`);
    });

    test.each([301, 302, 303, 307, 308])('a redirect (%s) is told with its target and not followed', async status => {
      const {url: other, received} = await loopback(() => ({body: {ok: true}}));
      const {url} = await loopback(() => ({status, headers: {Location: `${other}/login?rd=%2Fx&token=${SECRET}`}}));
      const error = await failure(client({url, auth: {kind: 'bearer', token: new Secret(SECRET)}}).ask('/x'));
      expect(error.message).toContain(`${url} redirects GET /x to ${other}/login (${status}), which is not followed`);
      expect(error.message).not.toContain(SECRET);
      expect(received).toEqual([]);
    });

    test('a login page is called one, with its title', async () => {
      const text = '<!DOCTYPE html><html><head><title>Sign in</title></head><body></body></html>';
      const {url} = await loopback(() => ({headers: {'Content-Type': 'text/html'}, text}));
      await expect(client({url}).ask('/x')).rejects.toThrow(
        `${url} answered GET /x with an HTML page (Sign in), not JSON: a login page or a proxy; give auth, or the address behind it`,
      );
    });

    test('the page of a gateway is called one', async () => {
      const text = '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx</body></html>';
      const {url} = await loopback(() => ({status: 502, headers: {'Content-Type': 'text/html'}, text}));
      const error = await failure(client({url}).ask('/x'));
      expect(error).toMatchObject({
        status: 502,
        message: `${url} answered 502 to GET /x with an HTML page (502 Bad Gateway): a proxy before it says so`,
      });
    });

    test('what is no JSON is told, unless text was asked for', async () => {
      const {url} = await loopback(() => ({headers: {'Content-Type': 'text/plain'}, text: 'OK\u001b[31m'}));
      await expect(client({url}).ask('/x')).rejects.toThrow(
        'answered GET /x with what is not JSON (text/plain): OK [31m',
      );
      expect(await client({url}).ask('/x', {as: 'text'})).toBe('OK\u001b[31m');
    });

    test('verification of certificates is not the environment to switch off', async () => {
      vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
      onTestFinished(() => void vi.unstubAllEnvs());
      await expect(client({url: await tlsServer()}).ask('/')).rejects.toThrow(
        'cannot be asked: its certificate is refused: ',
      );
    });

    test('what another protocol says is said in words', async () => {
      const {url} = await loopback(() => ({body: {}}));
      await expect(client({url: url.replace('http', 'https')}).ask('/')).rejects.toThrow(
        'cannot be asked: it does not speak TLS on this port',
      );
    });
  });

  test('sends headers, and keeps those that are secrets out of errors', async () => {
    const {url, received} = await loopback(({headers}) => ({status: 403, body: headers}));
    const asked = client({url, headers: {'X-Scope-OrgID': 'team-a', 'X-Gate': new Secret(SECRET)}});
    const error = await failure(asked.ask('/x'));
    expect(received[0]?.headers).toMatchObject({'x-scope-orgid': 'team-a', 'x-gate': SECRET});
    expect(error.message).toContain('team-a');
    expect(error.message).not.toContain(SECRET);
  });

  test('asks through a proxy that the environment names, and shows it its password', async () => {
    const {url, received} = await loopback(() => ({body: {ok: true}}));
    const proxy = proxyFor('http://es.example.com:9200', {HTTP_PROXY: url.replace('//', '//me:pass@')});
    const asked = client({url: 'http://es.example.com:9200', ...(proxy && {proxy})});
    expect(await asked.ask('/x')).toEqual({ok: true});
    expect(received[0]?.headers).toMatchObject({
      host: 'es.example.com:9200',
      'proxy-authorization': `Basic ${Buffer.from('me:pass').toString('base64')}`,
    });
  });

  test('says through which proxy it could not ask', async () => {
    const proxy = proxyFor('https://es.example.com', {HTTPS_PROXY: 'http://me:pass@127.0.0.1:1'});
    const error = await failure(client({url: 'https://es.example.com', ...(proxy && {proxy})}).ask('/x'));
    expect(error.message).toBe(
      'https://es.example.com cannot be asked through the proxy 127.0.0.1:1 (HTTPS_PROXY): connection refused',
    );
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
