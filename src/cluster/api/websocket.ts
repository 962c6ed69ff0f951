import {WebSocket} from 'ws';
import {type ApiAnswer, answerOf, readText} from './answer.js';
import type {Endpoint, Streaming} from './streaming.js';

/** The protocol of a command's channels, best first. */
const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
/** The channel on which the server says how the command ended; the others carry what it wrote. */
const CHANNEL = {status: 3} as const;
/** At most this much of the stream's output is kept. */
const KEPT_OUTPUT = 4096;

/**
 * Opens exec or attach over WebSocket, an HTTP GET, as kubectl does since 1.31. The answer's body is `{output,
 * status}`: what came through the channels of a command, and what the server says of its end.
 */
export function openWebSocket({url, headers, tls}: Endpoint): Streaming {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), PROTOCOLS, {...tls, headers});
  return {end: () => socket.terminate(), answer: onOpen => converse(socket, onOpen)};
}

function converse(socket: WebSocket, onOpen: () => void): Promise<ApiAnswer> {
  return new Promise((resolve, reject) => {
    let output = '';
    let status: unknown;
    let opened = false;
    socket.on('open', () => {
      opened = true;
      onOpen();
    });
    socket.on('message', (data: Buffer) => {
      const text = data.subarray(1).toString('utf8');
      if (data[0] === CHANNEL.status) status = answerOf(101, text).body;
      else if (output.length < KEPT_OUTPUT) output = (output + text).slice(0, KEPT_OUTPUT);
    });
    socket.on('unexpected-response', (_request, response) => {
      readText(response).then(text => resolve(answerOf(response.statusCode ?? 0, text)), reject);
    });
    socket.on('error', error => {
      if (!opened) reject(error);
    });
    // Closed before it opened: aborted or out of time; `openStream` rethrows the abort.
    socket.on('close', () =>
      opened
        ? resolve({code: 101, body: {output: output.replace(/\n$/, ''), status}})
        : reject(new Error('the stream ended before it was opened')),
    );
  });
}
