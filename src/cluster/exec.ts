import type {IncomingMessage} from 'node:http';
import type {KubeConfig} from '@kubernetes/client-node';
import {type ClientOptions, WebSocket} from 'ws';
import {environmentError} from '../lib/errors.js';
import {type ApiAnswer, answerOf, type SendOptions} from './client.js';

const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
const CHANNEL = {stdout: 1, stderr: 2, status: 3} as const;
const TIMEOUT_MS = 30_000;
/** Of what the command prints, so much is kept as evidence. */
const KEPT_OUTPUT = 4096;

/**
 * Opens a command in a container over WebSocket (an HTTP GET, as kubectl does since 1.31) and waits for its end. An
 * own client rather than the package's `Exec`, which lets a caller set neither `Audit-ID` nor `User-Agent`, and a 101
 * carries no `Audit-Id` back.
 *
 * @returns code 101 with `{output, status}` as body when the server opened the stream, whatever the command came to;
 *   the refusal otherwise.
 */
export async function openExec(
  config: KubeConfig,
  path: string,
  headers: Record<string, string>,
  options: SendOptions,
): Promise<ApiAnswer> {
  options.signal?.throwIfAborted();
  const tls: ClientOptions = {};
  await config.applyToHTTPSOptions(tls as Parameters<KubeConfig['applyToHTTPSOptions']>[0]);
  const server = config.getCurrentCluster()?.server ?? '';
  const url = server.replace(/^http/, 'ws').replace(/\/$/, '') + path;
  const authorization = tls.headers as Record<string, string> | undefined;
  const socket = new WebSocket(url, PROTOCOLS, {...tls, headers: {...authorization, ...headers}});
  const stop = () => socket.terminate();
  const bound = setTimeout(stop, TIMEOUT_MS);
  options.signal?.addEventListener('abort', stop, {once: true});
  try {
    return await converse(socket, options);
  } finally {
    clearTimeout(bound);
    options.signal?.removeEventListener('abort', stop);
    options.signal?.throwIfAborted();
  }
}

function converse(socket: WebSocket, options: SendOptions): Promise<ApiAnswer> {
  return new Promise((resolve, reject) => {
    let output = '';
    let status: unknown;
    let opened = false;
    socket.on('open', () => {
      opened = true;
      options.onAnswer?.(101);
    });
    socket.on('message', (data: Buffer) => {
      const text = data.subarray(1).toString('utf8');
      if (data[0] === CHANNEL.status) status = answerOf(101, text).body;
      else if (output.length < KEPT_OUTPUT) output = (output + text).slice(0, KEPT_OUTPUT);
    });
    socket.on('unexpected-response', (_request, response) => {
      options.onAnswer?.(response.statusCode ?? 0);
      readText(response).then(text => resolve(answerOf(response.statusCode ?? 0, text)), reject);
    });
    socket.on('error', error => {
      if (!opened) reject(environmentError(`exec could not be opened: ${error.message}`, [], {cause: error}));
    });
    // Closed before it opened: aborted or out of time; `openExec` rethrows the abort.
    socket.on('close', () =>
      opened
        ? resolve({code: 101, body: {output, status}})
        : reject(environmentError('exec ended before it was opened')),
    );
  });
}

async function readText(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response) text += chunk;
  return text;
}
