import {randomBytes} from 'node:crypto';
import {type ClientRequest, type IncomingMessage, type OutgoingHttpHeaders, request as requestHttp} from 'node:http';
import {request as requestHttps} from 'node:https';
import type {Duplex} from 'node:stream';
import {type ApiAnswer, answerOf, readText} from './answer.js';
import type {Endpoint, Streaming, UpgradeRequest} from './streaming.js';

/** What is spoken inside of SPDY, best first, as kubectl offered it before it turned to WebSocket. */
const INNER = {
  exec: ['v4.channel.k8s.io', 'v3.channel.k8s.io', 'v2.channel.k8s.io', 'channel.k8s.io'],
  attach: ['v4.channel.k8s.io', 'v3.channel.k8s.io', 'v2.channel.k8s.io', 'channel.k8s.io'],
  portforward: ['portforward.k8s.io'],
} as const;

/**
 * Opens a stream inside of which SPDY is spoken: by the upgrade to SPDY/3.1, an HTTP POST and the verb `create` in the
 * audit log; or, for a forwarded port, through WebSocket with the verb `get`, as kubectl does since 1.31.
 *
 * Only the upgrade is spoken. The streams inside of it (stdin, stdout, errors, ports) are never asked for, so the
 * kubelet waits for them until the connection goes, runs no command and forwards nothing: who authorises, admits and
 * audits has decided before that.
 */
export function openTunnel({url, headers, tls}: Endpoint, request: UpgradeRequest): Streaming {
  const open = url.startsWith('https:') ? requestHttps : requestHttp;
  const {method, watchMs} = request;
  const outgoing = open(url, {
    ...tls,
    method,
    headers: {...headers, Connection: 'Upgrade', ...upgradeHeaders(request)},
  });
  let socket: Duplex | undefined;
  return {
    end: () => (socket ?? outgoing).destroy(),
    answer: onOpen =>
      converse(outgoing, opened => {
        socket = opened;
        onOpen();
        // A command has no end here, because it never begins.
        if (watchMs === undefined) opened.end();
      }),
  };
}

function upgradeHeaders({method, upgrade}: UpgradeRequest): OutgoingHttpHeaders {
  if (method === 'POST') {
    return {Upgrade: 'SPDY/3.1', 'X-Stream-Protocol-Version': [...INNER[upgrade]], 'Content-Length': '0'};
  }
  // By hand, because the package `ws` takes no slash in the name of a subprotocol.
  return {
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    'Sec-WebSocket-Protocol': `SPDY/3.1+${INNER[upgrade][0]}`,
  };
}

function converse(request: ClientRequest, onOpen: (socket: Duplex) => void): Promise<ApiAnswer> {
  return new Promise((resolve, reject) => {
    let answered = false;
    request.on('upgrade', (_response, socket) => {
      answered = true;
      socket.on('error', () => {}); // a cut is an end like any other: 'close' follows
      socket.on('close', () => resolve({code: 101, body: {}}));
      socket.resume();
      onOpen(socket);
    });
    request.on('response', (response: IncomingMessage) => {
      answered = true;
      readText(response).then(text => resolve(answerOf(response.statusCode ?? 0, text)), reject);
    });
    request.on('error', error => {
      if (!answered) reject(error);
    });
    request.on('close', () => {
      if (!answered) reject(new Error('the stream ended before it was opened'));
    });
    request.end();
  });
}
