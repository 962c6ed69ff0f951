import {certificates} from './certificates.js';
import type {Controller, Surroundings} from './controller.js';
import {disruption} from './disruption.js';
import {endpoints} from './endpoints.js';
import {garbage} from './garbage.js';
import {namespaces} from './namespaces.js';
import {kubelet} from './pods.js';
import {protection} from './protection.js';
import {quotas} from './quotas.js';
import {tokenSecrets} from './token-secrets.js';
import {deployments} from './workloads/deployments.js';
import {podMakers} from './workloads/pod-makers.js';
import {revisions} from './workloads/revisions.js';

/** The parts of the controller manager and of the kubelet that scenarios wait for; a new one is one more line. */
const CONTROLLERS: readonly Controller[] = [
  namespaces,
  deployments,
  podMakers,
  revisions,
  garbage,
  tokenSecrets,
  certificates,
  quotas,
  disruption,
  endpoints,
  protection,
];

/** Runs them until the server stops; without a node pods stay where they are. */
export function runControllers(surroundings: Omit<Surroundings, 'later'> & {node: boolean}, stop: AbortSignal): void {
  const {store, clock, node} = surroundings;
  const later = (ms: number, act: () => void) =>
    void clock.sleep(ms, stop).then(act, () => {
      // The server was closed meanwhile.
    });
  const running = [...CONTROLLERS, ...(node ? [kubelet] : [])].map(start => start({...surroundings, later}));
  const off = store.onChange(change => {
    for (const hear of running) hear(change);
  });
  stop.addEventListener('abort', off, {once: true});
}
