import {isMap} from '../objects.js';
import {each} from './shape.js';

type Fields = Record<string, unknown>;

/** The specification of a pod, or of a workload's template, with its defaults. */
export function podSpecDefaults(given: unknown): Fields {
  const spec = isMap(given) ? given : {};
  const containers = (list: unknown) => each(list, containerDefaults);
  return {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
    ...spec,
    ...(spec.volumes !== undefined && {volumes: each(spec.volumes, volumeDefaults)}),
    ...(spec.initContainers !== undefined && {initContainers: containers(spec.initContainers)}),
    ...(spec.ephemeralContainers !== undefined && {ephemeralContainers: containers(spec.ephemeralContainers)}),
    containers: containers(spec.containers ?? []),
    // What says no more than its absence is not written again.
    ...dropFalse(spec, ['hostNetwork', 'hostPID', 'hostIPC']),
    ...(spec.serviceAccountName !== undefined && {serviceAccount: spec.serviceAccountName}),
  };
}

const dropFalse = (spec: Fields, keys: readonly string[]): Fields =>
  Object.fromEntries(keys.filter(key => key in spec && !spec[key]).map(key => [key, undefined]));

function containerDefaults(container: unknown): unknown {
  if (!isMap(container)) return container;
  return {
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: pullPolicy(String(container.image ?? '')),
    ...container,
    ...(container.ports !== undefined && {ports: each<Fields>(container.ports, port => ({protocol: 'TCP', ...port}))}),
  };
}

/** An image without a tag, or tagged latest, is always asked for; a digest names it for good. */
function pullPolicy(image: string): string {
  const tag = /:([^/:@]+)(@.*)?$/.exec(image)?.[1];
  return image.includes('@') || (tag !== undefined && tag !== 'latest') ? 'IfNotPresent' : 'Always';
}

/** Files of these volumes get this mode. */
const MODE = 0o644;

function volumeDefaults(volume: unknown): unknown {
  if (!isMap(volume)) return volume;
  const {hostPath, secret, configMap, projected} = volume;
  if (isMap(hostPath)) return {...volume, hostPath: {...hostPath, type: hostPath.type ?? ''}};
  if (isMap(secret)) return {...volume, secret: {defaultMode: MODE, ...secret}};
  if (isMap(configMap)) return {...volume, configMap: {defaultMode: MODE, ...configMap}};
  if (isMap(projected)) return {...volume, projected: {defaultMode: MODE, ...projected}};
  return volume;
}
