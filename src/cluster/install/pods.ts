import type {KubeObject} from './kube-object.js';
import type {Objects} from './objects.js';

interface PodStatus {
  conditions?: {type: string; status: string; message?: string}[];
  initContainerStatuses?: ContainerStatus[];
  containerStatuses?: ContainerStatus[];
}

interface ContainerStatus {
  name: string;
  image: string;
  state?: {waiting?: {reason?: string}};
}

/** Containers that are being made wait briefly: not worth a report. */
const PASSING = ['ContainerCreating', 'PodInitializing'];

/** What holds up the pods of a workload, in the words of kubelet or scheduler; undefined when nothing is known. */
export async function waitsFor(objects: Objects, workload: KubeObject): Promise<string | undefined> {
  const {spec} = workload as {spec?: {template?: {metadata?: {labels?: Record<string, string>}}}};
  const labels = Object.entries(spec?.template?.metadata?.labels ?? {}).map(([key, value]) => `${key}=${value}`);
  const pods = await objects.labelled('v1', 'Pod', labels.join(','), workload.metadata.namespace);
  const reasons = pods.map(pod => reasonIn((pod.status ?? {}) as PodStatus));
  return reasons.find(reason => reason !== undefined);
}

function reasonIn({
  conditions = [],
  initContainerStatuses = [],
  containerStatuses = [],
}: PodStatus): string | undefined {
  const unscheduled = conditions.find(c => c.type === 'PodScheduled' && c.status === 'False');
  if (unscheduled) return `no node takes its pod: ${unscheduled.message ?? 'the scheduler does not say why'}`;
  const stuck = [...initContainerStatuses, ...containerStatuses].find(({state}) => {
    const reason = state?.waiting?.reason;
    return reason !== undefined && !PASSING.includes(reason);
  });
  return stuck && wordsFor(stuck);
}

/** kubelet alternates between two reasons while it tries. */
const UNPULLED = ['ErrImagePull', 'ImagePullBackOff'];

function wordsFor({name, image, state}: ContainerStatus): string {
  const reason = state?.waiting?.reason ?? '';
  return UNPULLED.includes(reason) ? `its node cannot pull the image ${image}` : `container ${name} is in ${reason}`;
}
