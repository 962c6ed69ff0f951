import {randomUUID} from 'node:crypto';
import {messageOf} from '../../lib/errors.js';
import {until} from '../../lib/until.js';
import {type Check, failed, ok} from './check.js';

const TITLE = 'API server ready';
/** Right after its start the server refuses even its administrator, before RBAC is loaded. */
const WITHIN_MS = 10_000;
const PAUSE_MS = 500;

/** Whether the API server says of itself that it is ready. */
export const apiReady: Check = async ({client, clock, cluster, abort}) => {
  const look = async () => {
    try {
      const {code} = await client.send({method: 'GET', path: '/readyz'}, {auditId: randomUUID(), signal: abort});
      return code === 200 ? 'ready' : `HTTP ${code}`;
    } catch (error) {
      abort.throwIfAborted();
      return messageOf(error);
    }
  };
  // Who we are is known from the first moment on: only what we may do comes later.
  const enough = (said: string) => said === 'ready' || said === 'HTTP 401';
  const said = await until(look, {clock, signal: abort, within: WITHIN_MS, pauses: PAUSE_MS, enough});
  if (said === 'ready') return [ok('api', TITLE, `${cluster.name}, Kubernetes ${cluster.version}`)];
  return [failed('api', TITLE, `not ready: ${said}`, ['look at the API server: `kubectl get --raw /readyz?verbose`'])];
};
