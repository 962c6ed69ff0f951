import {randomUUID} from 'node:crypto';
import type {IncomingHttpHeaders, IncomingMessage} from 'node:http';
import {createServer} from 'node:https';
import type {AddressInfo} from 'node:net';
import type {Duplex} from 'node:stream';
import type {TLSSocket} from 'node:tls';
import {KubeConfig} from '@kubernetes/client-node';
import {describe, expect, onTestFinished, test} from 'vitest';
import {ApiClient, type Credential} from '../../src/cluster/api/client.js';
import {selfSigned} from '../../src/lib/net/certificates.js';
import {Secret} from '../../src/lib/secret.js';

/** What an API server that only writes down who asked has seen. */
interface Seen {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingHttpHeaders;
  certificate: string | undefined;
}

const DAY = 24 * 3600 * 1000;
const until = (days: number) => ({
  notBefore: new Date(Date.now() - 2 * DAY),
  notAfter: new Date(Date.now() + days * DAY),
});

/** A TLS server on loopback that asks for a client's certificate and takes any, as the API server does. */
async function tlsServer(onUpgrade: (request: IncomingMessage, socket: Duplex) => void = () => {}) {
  const own = await selfSigned({commonName: 'localhost'}, until(1));
  const seen: Seen[] = [];
  const note = (request: IncomingMessage) => {
    const {method, url, headers} = request;
    const peer = (request.socket as TLSSocket).getPeerCertificate();
    seen.push({method, url, headers, certificate: peer.subject?.CN?.toString()});
  };
  const server = createServer(
    {cert: own.certificate, key: own.key.reveal(), requestCert: true, rejectUnauthorized: false},
    (request, response) => {
      note(request);
      response.end('{}');
    },
  );
  const sockets = new Set<Duplex>();
  server.on('upgrade', (request, socket) => {
    sockets.add(socket);
    note(request);
    onUpgrade(request, socket);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    server.close();
  });
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser(
    {name: 'c', server: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, skipTLSVerify: true},
    {name: 'admin', token: 'admin-token'},
  );
  const client = (credential?: Credential) => {
    const made = new ApiClient(kubeConfig, 'kubedrill/kd-1', credential);
    onTestFinished(() => made.close());
    return made;
  };
  return {client, seen};
}

const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\n';
const POD = '/api/v1/namespaces/a/pods/web';

describe('who asks, over TLS', () => {
  test('a client certificate is shown with every request, also of streams, and nothing of the drill with it', async () => {
    const {client, seen} = await tlsServer((_, socket) => socket.end(SWITCH));
    const thief = client({as: 'certificate', ...(await selfSigned({commonName: 'thief'}, until(1)))});
    await thief.send({method: 'GET', path: '/api'}, {auditId: randomUUID()});
    await thief.send({method: 'POST', path: `${POD}/exec?command=id`, upgrade: 'exec'}, {auditId: randomUUID()});
    expect(seen.map(s => [s.certificate, s.headers.authorization])).toEqual([
      ['thief', undefined],
      ['thief', undefined],
    ]);
  });

  test('an expired certificate is shown all the same: to refuse it is the business of the server', async () => {
    const {client, seen} = await tlsServer();
    const expired = client({as: 'certificate', ...(await selfSigned({commonName: 'late'}, until(-1)))});
    await expired.send({method: 'GET', path: '/api'}, {auditId: randomUUID()});
    expect(seen[0]?.certificate).toBe('late');
  });

  test('nobody shows nothing', async () => {
    const {client, seen} = await tlsServer();
    await client({as: 'anonymous'}).send({method: 'GET', path: '/api'}, {auditId: randomUUID()});
    expect(seen[0]).toMatchObject({certificate: undefined, headers: {'user-agent': 'kubedrill/kd-1'}});
    expect(seen[0]?.headers.authorization).toBeUndefined();
  });
});

describe('streams', () => {
  test.each([
    ['exec', 'v4.channel.k8s.io, v3.channel.k8s.io, v2.channel.k8s.io, channel.k8s.io'],
    ['attach', 'v4.channel.k8s.io, v3.channel.k8s.io, v2.channel.k8s.io, channel.k8s.io'],
    ['portforward', 'portforward.k8s.io'],
  ] as const)(
    '%s over SPDY: a POST that asks for the upgrade, with our audit id, user agent and token',
    async (upgrade, inner) => {
      const {client, seen} = await tlsServer((_, socket) => socket.write(SWITCH));
      const auditId = randomUUID();
      const codes: number[] = [];
      const answer = await client({as: 'bearer', token: new Secret('stolen')}).send(
        {method: 'POST', path: `${POD}/${upgrade}`, upgrade, watchMs: 20},
        {auditId, onAnswer: code => codes.push(code)},
      );
      expect(answer.code).toBe(101);
      expect(codes).toEqual([101]);
      expect(seen).toMatchObject([
        {
          method: 'POST',
          url: `${POD}/${upgrade}`,
          headers: {
            connection: 'Upgrade',
            upgrade: 'SPDY/3.1',
            'x-stream-protocol-version': inner,
            'audit-id': auditId,
            'user-agent': 'kubedrill/kd-1',
            authorization: 'Bearer stolen',
          },
        },
      ]);
    },
  );

  test('a forwarded port over WebSocket: a GET for the tunnel in which SPDY is spoken', async () => {
    const {client, seen} = await tlsServer((_, socket) => socket.write(SWITCH.replace('SPDY/3.1', 'websocket')));
    const auditId = randomUUID();
    const answer = await client().send(
      {method: 'GET', path: `${POD}/portforward`, upgrade: 'portforward', watchMs: 20},
      {auditId},
    );
    expect(answer.code).toBe(101);
    expect(seen[0]).toMatchObject({
      method: 'GET',
      headers: {
        'sec-websocket-protocol': 'SPDY/3.1+portforward.k8s.io',
        'audit-id': auditId,
        authorization: 'Bearer admin-token',
      },
    });
  });

  test.each(['POST', 'GET'] as const)('a refusal by %s is an answer, with its code and its words', async method => {
    const body = JSON.stringify({kind: 'Status', message: 'pods "web" is forbidden', code: 403});
    const {client} = await tlsServer((_, socket) =>
      socket.end(
        `HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      ),
    );
    const codes: number[] = [];
    const answer = await client().send(
      {method, path: `${POD}/exec`, upgrade: 'exec'},
      {auditId: randomUUID(), onAnswer: code => codes.push(code)},
    );
    expect(answer).toMatchObject({code: 403, message: 'pods "web" is forbidden'});
    expect(codes).toEqual([403]);
  });

  test.each(['POST', 'GET'] as const)('a server that hangs up on a %s is told in words', async method => {
    const {client} = await tlsServer((_, socket) => socket.destroy());
    await expect(
      client().send({method, path: `${POD}/exec`, upgrade: 'exec'}, {auditId: randomUUID()}),
    ).rejects.toThrow(/did not answer/);
  });

  test('a stream is cut off when the run is stopped', async () => {
    const {client} = await tlsServer((_, socket) => socket.write(SWITCH));
    const stop = new AbortController();
    const stopped = client().send(
      {method: 'POST', path: `${POD}/attach`, upgrade: 'attach', watchMs: 60_000},
      {auditId: randomUUID(), signal: stop.signal, onAnswer: () => stop.abort(new Error('stopped'))},
    );
    await expect(stopped).rejects.toThrow('stopped');
  });
});
