import type {RbacRule} from '../../../kube/rbac-rule.js';
import {requestInfo} from '../../../kube/request-info.js';

/** What students who share a cluster see of what is everybody's: enough to find an attack, and no Secrets. */
export const SHARED_LOOK: readonly RbacRule[] = [
  {apiGroups: [''], resources: ['namespaces', 'nodes'], verbs: ['get', 'list', 'watch']},
  {
    apiGroups: ['rbac.authorization.k8s.io'],
    resources: ['clusterroles', 'clusterrolebindings'],
    verbs: ['get', 'list', 'watch'],
  },
];

/**
 * What they may do in the namespaces of their own attacks. Nobody makes pods there, nor enters any: on a cluster that others
 * share a pod is the way to its node.
 */
export const OWN_NAMESPACE: readonly RbacRule[] = [
  {
    apiGroups: ['*'],
    resources: ['*'],
    verbs: ['get', 'list', 'watch', 'patch', 'update', 'delete', 'deletecollection'],
  },
  {
    apiGroups: ['', 'networking.k8s.io'],
    resources: ['configmaps', 'secrets', 'networkpolicies', 'resourcequotas'],
    verbs: ['create'],
  },
];

/** The right to take back what an attack made outside of namespaces: those very objects, by their names. */
export function ownObjects(paths: readonly string[]): RbacRule[] {
  return paths.flatMap(path => {
    const {isResource, apiGroup = '', resource, name, namespace} = requestInfo('GET', path);
    if (!isResource || resource === undefined || name === undefined || namespace !== undefined) return [];
    if (resource === 'namespaces') return [];
    return [
      {
        apiGroups: [apiGroup],
        resources: [resource],
        resourceNames: [name],
        verbs: ['get', 'patch', 'update', 'delete'],
      },
    ];
  });
}
