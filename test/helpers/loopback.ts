import {once} from 'node:events';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {onTestFinished} from 'vitest';

/** One request as a server got it. */
export interface Received {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  /** Parsed where it is JSON. */
  body: unknown;
}

/** What a server answers: a status (default 200), headers beside its own, and a body that is sent as JSON or a text as it is. */
export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  text?: string;
  /** True when the connection breaks before the answer. */
  lost?: boolean;
}

/** A real HTTP server on loopback that goes with the test, and everything it was asked. */
export async function loopback(
  answer: (request: Received) => Reply | Promise<Reply>,
): Promise<{url: string; received: Received[]; close: () => Promise<void>}> {
  const received: Received[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://loopback');
    const asked: Received = {
      method: request.method ?? 'GET',
      path: decodeURIComponent(url.pathname),
      query: url.searchParams,
      headers: request.headers,
      body: await bodyOf(request),
    };
    received.push(asked);
    const {status = 200, headers, body, text = JSON.stringify(body), lost} = await answer(asked);
    if (lost) return void request.socket.destroy();
    response.writeHead(status, {'Content-Type': 'application/json', ...headers}).end(text);
  };
  const server = createServer((request, response) => void serve(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  };
  onTestFinished(close);
  return {url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received, close};
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A server that hands every request on to another, and counts them. */
export const counting = (target: string) =>
  loopback(async ({method, path, query, body}) => {
    const url = `${target}${path}${query.size ? `?${query}` : ''}`;
    const sent = body === '' ? {} : {headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)};
    const response = await fetch(url, {method, ...sent});
    return {status: response.status, body: await response.json()};
  });
