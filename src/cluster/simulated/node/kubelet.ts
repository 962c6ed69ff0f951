import type {Answer} from '../call.js';
import {isMap, type KubeObject} from '../objects.js';
import {noSuchPath, notFound} from '../status.js';
import type {Store} from '../store.js';

const METRICS = ['metrics', 'metrics/cadvisor', 'metrics/probes', 'metrics/resource'];

/**
 * What the kubelet of a node answers through `nodes/proxy`: its pods, and metrics that say that there are none.
 *
 * @throws StatusError 404 for a node that is not there, or a path that is not simulated.
 */
export function answerKubelet(store: Store, node: string, path: string): Answer {
  if (!store.get({group: '', resource: 'nodes'}, node)) throw notFound({group: '', resource: 'nodes', name: node});
  const asked = path.replace(/^\/|\/$/g, '');
  if (asked === 'pods' || asked === 'runningpods') {
    const items = store.list({group: '', resource: 'pods'}).filter(pod => isOn(pod, node));
    return {code: 200, body: {kind: 'PodList', apiVersion: 'v1', metadata: {}, items}};
  }
  if (asked === 'healthz') return {code: 200, body: 'ok'};
  if (METRICS.includes(asked)) return {code: 200, body: '# simulated: nothing is measured\n'};
  throw noSuchPath();
}

const isOn = ({spec}: KubeObject, node: string): boolean => isMap(spec) && spec.nodeName === node;
