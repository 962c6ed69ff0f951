import {existsSync, readdirSync, rmSync} from 'node:fs';
import {type IncomingMessage, request} from 'node:http';
import {connect} from 'node:net';
import {join} from 'node:path';
import {environmentError, messageOf, usageError} from '../../lib/errors.js';
import {type Answer, jsonIn, liveFolder, SOCKET} from './socket.js';

/** How long a run may take to answer, in milliseconds. */
const WITHIN_MS = 5000;
/** An answer has a line for each scenario that the alert is about. */
const MOST_BYTES = 1024 * 1024;

/**
 * Acknowledges an alert of a run that is under way, in the name of a person.
 *
 * @param run id of the run; absent: the only one that people respond to at the moment
 * @throws DrillError: 2 when no alert is called so, or several runs could be meant; 3 when no run listens.
 */
export async function acknowledge(
  {alert, as, run}: {alert: string; as: string; run?: string | undefined},
  env: NodeJS.ProcessEnv,
): Promise<Answer[]> {
  const socketPath = join(liveFolder(env), `${await runMeant(run, env)}${SOCKET}`);
  const {code, body} = await post(socketPath, {alert, as});
  if (code === 200) return body as Answer[];
  const {reason = `HTTP ${code}`} = body as {reason?: string};
  throw usageError(`${alert} cannot be acknowledged: ${reason}`, [
    'name it as the run does, such as A1, or by a key or id of the product that alerted',
  ]);
}

async function runMeant(run: string | undefined, env: NodeJS.ProcessEnv): Promise<string> {
  const runs = await listening(liveFolder(env));
  const next = ['`kubedrill run --respond` makes one; only the user who started it can answer it'];
  if (run !== undefined) {
    if (runs.includes(run)) return run;
    throw environmentError(`no run ${run} is under way that people respond to`, next);
  }
  const [only, ...others] = runs;
  if (only === undefined) throw environmentError('no run is under way that people respond to', next);
  if (!others.length) return only;
  throw usageError(`several runs are under way: ${runs.join(', ')}`, [`name the one that is meant: --run ${only}`]);
}

/** Runs that listen. The socket of one that was killed is taken away. */
async function listening(folder: string): Promise<string[]> {
  const names = existsSync(folder) ? readdirSync(folder).filter(name => name.endsWith(SOCKET)) : [];
  const found = names.map(async name => {
    const path = join(folder, name);
    if (await answers(path)) return [name.slice(0, -SOCKET.length)];
    rmSync(path, {force: true});
    return [];
  });
  return (await Promise.all(found)).flat();
}

const answers = (path: string): Promise<boolean> =>
  new Promise(resolve => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });

function post(socketPath: string, body: unknown): Promise<{code: number; body: unknown}> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) =>
      reject(
        environmentError(`the run does not answer: ${why}`, ['it may have ended, or been killed: `kubedrill cleanup`']),
      );
    const take = async (response: IncomingMessage) => {
      const said = await jsonIn(response, MOST_BYTES);
      if (said === undefined) fail('its answer is not JSON');
      else resolve({code: response.statusCode ?? 0, body: said});
    };
    const sent = request({socketPath, path: '/acknowledge', method: 'POST', timeout: WITHIN_MS}, take);
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${WITHIN_MS / 1000} s`)));
    sent.on('error', error => fail(messageOf(error)));
    sent.end(JSON.stringify(body));
  });
}
