import {isMap, type KubeObject} from '../objects.js';
import {badRequest} from '../status.js';

const LISTS = ['initContainers', 'containers', 'ephemeralContainers'];

/** @throws StatusError 400 for a container that a pod does not have, or where none is named and there are several. */
export function checkContainer(pod: KubeObject, container: string | null): void {
  const {name} = pod.metadata;
  const spec = isMap(pod.spec) ? pod.spec : {};
  const namesIn = (list: unknown) => (Array.isArray(list) ? list : []).map(c => (isMap(c) ? String(c.name) : ''));
  if (container !== null) {
    const known = LISTS.flatMap(list => namesIn(spec[list]));
    if (!known.includes(container)) throw badRequest(`container ${container} is not valid for pod ${name}`);
    return;
  }
  const own = namesIn(spec.containers);
  if (own.length > 1) {
    throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${own.join(' ')}]`);
  }
}
