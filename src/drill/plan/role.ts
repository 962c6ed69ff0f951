import {stringify} from 'yaml';
import type {Stack} from '../../sources/stack/load.js';
import {permissionsOfSources} from '../../sources/stack/open.js';
import {permissionsFor} from './permissions.js';
import type {Plan} from './plan.js';

const GROUP = 'rbac.authorization.k8s.io';

/**
 * The permissions that a drill needs, as YAML to apply: a ClusterRole and its binding. They hold across the cluster,
 * since the namespaces of a drill do not exist before it.
 *
 * @param user the user of the kubeconfig, as the API server names it.
 * @param stack whose sources may read from the cluster, too.
 */
export function roleFor(plan: Plan, user: string, stack?: Stack): string {
  const name = 'kubedrill';
  const role = {
    apiVersion: `${GROUP}/v1`,
    kind: 'ClusterRole',
    metadata: {name},
    rules: permissionsFor(plan, stack && permissionsOfSources(stack)),
  };
  const binding = {
    apiVersion: `${GROUP}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: {name},
    roleRef: {apiGroup: GROUP, kind: 'ClusterRole', name},
    subjects: [{apiGroup: GROUP, kind: 'User', name: user}],
  };
  const head = `# What the drill ${plan.drill.id} needs, and no more: ${plan.scenarios.length} scenarios.\n`;
  return `${head}${stringify(role, {lineWidth: 0})}---\n${stringify(binding)}`;
}
