import {randomUUID} from 'node:crypto';
import {messageOf} from '../../lib/errors.js';
import {type Check, failed, ok} from './check.js';

const TITLE = 'API server ready';
/** Right after its start the server refuses even its administrator, before RBAC is loaded. */
const TRIES = 20;
const PAUSE_MS = 500;

/** Whether the API server says of itself that it is ready. */
export const apiReady: Check = async ({client, clock, cluster, abort}) => {
  let last = '';
  for (let i = 0; i < TRIES; i++) {
    try {
      const answer = await client.send({method: 'GET', path: '/readyz'}, {auditId: randomUUID(), signal: abort});
      if (answer.code === 200) return [ok('api', TITLE, `${cluster.name}, Kubernetes ${cluster.version}`)];
      last = `HTTP ${answer.code}`;
      // Who we are is known from the first moment on: only what we may do comes later.
      if (answer.code === 401) break;
    } catch (error) {
      abort.throwIfAborted();
      last = messageOf(error);
    }
    await clock.sleep(PAUSE_MS, abort);
  }
  return [failed('api', TITLE, `not ready: ${last}`, ['look at the API server: `kubectl get --raw /readyz?verbose`'])];
};
