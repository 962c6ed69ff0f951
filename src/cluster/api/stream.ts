import type {KubeConfig} from '@kubernetes/client-node';
import type {ApiAnswer, SendOptions} from './answer.js';
import type {Endpoint, UpgradeRequest} from './streaming.js';
import {openTunnel} from './tunnel.js';
import {openWebSocket} from './websocket.js';
import {whoAsks} from './who-asks.js';

/** A stream that has no end of its own, or does not reach it, is ended after this long. */
const TIMEOUT_MS = 30_000;

/**
 * Opens a stream into a pod and stays until its end: that of the command, or what the request sets. An own client
 * rather than those of `@kubernetes/client-node`, which let a caller set neither `Audit-ID` nor `User-Agent`, and a 101
 * carries no `Audit-Id` back.
 *
 * @returns code 101 when the server opened the stream, whatever came through it; the refusal otherwise.
 * @throws Error when no answer came; DrillError when there are no credentials to ask with; the signal's reason when aborted.
 */
export async function openStream(
  config: KubeConfig,
  request: UpgradeRequest,
  headers: Record<string, string>,
  options: SendOptions,
): Promise<ApiAnswer> {
  const {signal, onAnswer} = options;
  signal?.throwIfAborted();
  const endpoint = await endpointOf(config, request.path, headers);
  const channels = request.method === 'GET' && request.upgrade !== 'portforward';
  const stream = channels ? openWebSocket(endpoint) : openTunnel(endpoint, request);
  const stop = () => stream.end();
  let bound = setTimeout(stop, options.timeoutMs ?? TIMEOUT_MS);
  signal?.addEventListener('abort', stop, {once: true});
  try {
    const answer = await stream.answer(() => {
      onAnswer?.(101);
      clearTimeout(bound);
      bound = setTimeout(stop, request.watchMs ?? TIMEOUT_MS);
    });
    if (answer.code !== 101) onAnswer?.(answer.code);
    return answer;
  } finally {
    clearTimeout(bound);
    signal?.removeEventListener('abort', stop);
    signal?.throwIfAborted();
  }
}

async function endpointOf(config: KubeConfig, path: string, headers: Record<string, string>): Promise<Endpoint> {
  const {options, headers: own} = await whoAsks(config);
  const server = (config.getCurrentCluster()?.server ?? '').replace(/\/$/, '');
  return {url: server + path, headers: {...own, ...headers}, tls: options};
}
