import {isMap} from '../objects.js';
import {concerns, type Plugin} from './plugin.js';

/** A node that is away for this long loses its pods. */
const PATIENCE_SECONDS = 300;
const tolerated = (condition: string) => ({
  key: `node.kubernetes.io/${condition}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: PATIENCE_SECONDS,
});

/** Priority and DefaultTolerationSeconds. */
export const withPodDefaults: Plugin = (_machinery, write) => {
  const {after: pod} = write;
  if (!pod || !concerns(write, 'pods')) return undefined;
  const spec = isMap(pod.spec) ? pod.spec : {};
  const tolerations = (spec.tolerations as unknown[] | undefined) ?? [];
  return {
    ...pod,
    spec: {
      priority: 0,
      preemptionPolicy: 'PreemptLowerPriority',
      ...spec,
      tolerations: [...tolerations, tolerated('not-ready'), tolerated('unreachable')],
    },
  };
};
