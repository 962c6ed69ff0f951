import {randomUUID} from 'node:crypto';
import {connect} from 'node:net';
import type {Clock} from '../../lib/clock.js';
import {formatDuration} from '../../lib/duration.js';
import {until} from '../../lib/until.js';
import type {ApiClient} from '../api/client.js';
import {serverFailure} from './failures.js';
import type {ServerProcess} from './server-process.js';

const POLL_MS = 25;

/** What waiting goes by. */
export interface Waiting {
  clock: Clock;
  signal: AbortSignal;
}

/**
 * Asks again and again until a server is ready.
 *
 * @throws DrillError (exit code 3) when it ended or took too long; the signal's reason when aborted.
 */
export async function untilReady(
  server: ServerProcess,
  withinMs: number,
  isReady: () => Promise<boolean>,
  {clock, signal}: Waiting,
): Promise<void> {
  const look = async () => {
    const ready = await isReady();
    if (ready || !server.gone) return ready;
    signal.throwIfAborted();
    const error = await server.ended;
    const why = error ? 'could not be started' : 'ended on its own';
    throw serverFailure(server.program, why, error ? error.message : server.output(), server.log);
  };
  if (await until(look, {clock, signal, within: withinMs, pauses: POLL_MS, enough: yes => yes})) return;
  const why = `was not ready after ${formatDuration(withinMs)}`;
  throw serverFailure(server.program, why, server.output(), server.log);
}

/** Whether anybody listens on a port of loopback. */
export const accepts = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = connect(port, '127.0.0.1');
    const answer = (listens: boolean) => {
      socket.destroy();
      resolve(listens);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });

/** Whether a path is answered with 200; a server that does not answer yet is not an error. */
export const answers = (client: ApiClient, path: string): Promise<boolean> =>
  client.send({method: 'GET', path}, {auditId: randomUUID()}).then(
    ({code}) => code === 200,
    () => false,
  );
