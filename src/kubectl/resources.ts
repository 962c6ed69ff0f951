import {RESOURCES, type Resource, rootPath} from '../kube/resources.js';

/** The short names that kubectl's discovery gives built-in resources. */
const SHORT: Readonly<Record<string, string>> = {
  ...{po: 'pods', svc: 'services', sa: 'serviceaccounts', cm: 'configmaps', ns: 'namespaces', no: 'nodes'},
  ...{deploy: 'deployments', ds: 'daemonsets', sts: 'statefulsets', rs: 'replicasets', cj: 'cronjobs'},
  ...{netpol: 'networkpolicies', ing: 'ingresses', pv: 'persistentvolumes', pvc: 'persistentvolumeclaims'},
  ...{rc: 'replicationcontrollers', quota: 'resourcequotas', limits: 'limitranges', csr: 'certificatesigningrequests'},
};

/** The resource that a person calls by its plural, singular or short name, with or without its group. */
export function resourceCalled(name: string): Resource | undefined {
  const [word = '', ...group] = name.toLowerCase().split('.');
  const plural = SHORT[word] ?? word;
  return RESOURCES.find(
    ({plural: own, kind, apiVersion}) =>
      (own === plural || kind.toLowerCase() === word) && (!group.length || apiVersion.startsWith(group.join('.'))),
  );
}

/** The path of a resource, or of one object of it. */
export function pathOf({apiVersion, plural, namespaced}: Resource, namespace: string, name?: string): string {
  const root = rootPath(apiVersion);
  const scope = namespaced ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}${scope}/${plural}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`;
}
