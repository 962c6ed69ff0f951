import {subjectOf} from '../call.js';
import {suffixed} from '../names.js';
import {isMap, type KubeObject} from '../objects.js';
import {forbidden} from '../status.js';
import {concerns, type Plugin} from './plugin.js';

type Fields = Record<string, unknown>;

/** Where the token of its account is mounted into a pod. */
export const TOKEN_DIR = '/var/run/secrets/kubernetes.io/serviceaccount';

/** ServiceAccount: every pod has an account that exists, and its token, unless somebody says that it needs none. */
export const withServiceAccount: Plugin = ({store}, write) => {
  const {call, after: pod} = write;
  if (!pod || !concerns(write, 'pods')) return undefined;
  const spec = isMap(pod.spec) ? pod.spec : {};
  const name = String(spec.serviceAccountName ?? 'default');
  const {namespace} = call.info;
  const account = store.get({group: '', resource: 'serviceaccounts', namespace}, name);
  if (!account) {
    throw forbidden(
      subjectOf(call, pod.metadata.name),
      `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`,
    );
  }
  const mounts = (spec.automountServiceAccountToken ?? account.automountServiceAccountToken) !== false;
  const named = {...pod, spec: {...spec, serviceAccountName: name, serviceAccount: name}};
  return mounts ? withToken(named) : named;
};

function withToken(pod: KubeObject & {spec: Fields}): KubeObject {
  const name = suffixed('kube-api-access-') ?? '';
  const mount = {name, readOnly: true, mountPath: TOKEN_DIR};
  const {volumes, containers, initContainers} = pod.spec;
  const mounted = (list: unknown) =>
    (list as {volumeMounts?: {mountPath?: string}[]}[]).map(container =>
      container.volumeMounts?.some(known => known.mountPath === TOKEN_DIR)
        ? container
        : {...container, volumeMounts: [...(container.volumeMounts ?? []), mount]},
    );
  const spec = {
    ...pod.spec,
    volumes: [...((volumes as unknown[] | undefined) ?? []), {name, projected: TOKEN_VOLUME}],
    containers: mounted(containers),
    ...(initContainers !== undefined && {initContainers: mounted(initContainers)}),
  };
  return {...pod, spec};
}

const TOKEN_VOLUME = {
  sources: [
    {serviceAccountToken: {expirationSeconds: 3607, path: 'token'}},
    {configMap: {name: 'kube-root-ca.crt', items: [{key: 'ca.crt', path: 'ca.crt'}]}},
    {downwardAPI: {items: [{path: 'namespace', fieldRef: {apiVersion: 'v1', fieldPath: 'metadata.namespace'}}]}},
  ],
  defaultMode: 0o644,
};
