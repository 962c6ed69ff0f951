import {Document, isMap, isSeq} from 'yaml';
import {RBAC_GROUP} from '../../kube/rbac-rule.js';
import type {Stack} from '../../sources/stack/load.js';
import {permissionsOfSources} from '../../sources/stack/open.js';
import type {GroupedRule} from './grouped-rules.js';
import {permissionsFor} from './permissions.js';
import type {Plan} from './plan.js';

/** Who is to run a drill: a user as the API server names it, or a ServiceAccount that is printed, too. */
export type Runner = {user: string} | {serviceAccount: string; namespace: string};

/**
 * What a drill needs in a cluster, as YAML to apply: a ClusterRole and its binding, and the ServiceAccount where one
 * runs it. The rights hold across the cluster, because the namespaces of a drill do not exist before it.
 *
 * @param stack whose sources may read from the cluster, too.
 */
export function roleFor(plan: Plan, runner: Runner, stack?: Stack): string {
  const isUser = 'user' in runner;
  const name = isUser ? 'kubedrill' : runner.serviceAccount;
  const subject = isUser
    ? {apiGroup: RBAC_GROUP, kind: 'User', name: runner.user}
    : {kind: 'ServiceAccount', name, namespace: runner.namespace};
  const account = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {name, ...(!isUser && {namespace: subject.namespace})},
  };
  const binding = {
    apiVersion: `${RBAC_GROUP}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: {name},
    roleRef: {apiGroup: RBAC_GROUP, kind: 'ClusterRole', name},
    subjects: [subject],
  };
  const count = plan.scenarios.length === 1 ? '1 scenario' : `${plan.scenarios.length} scenarios`;
  const documents = [
    ...(isUser ? [] : [new Document(account)]),
    roleOf(name, permissionsFor(plan, stack && permissionsOfSources(stack)), plan),
    new Document(binding),
  ];
  const head = `# What the drill ${plan.drill.id} needs, and no more: ${count}.\n`;
  return (
    head + documents.map(document => document.toString({lineWidth: 0, flowCollectionPadding: false})).join('---\n')
  );
}

/** A role whose rules say for whom they are. */
function roleOf(name: string, grouped: readonly GroupedRule[], plan: Plan): Document {
  const rules = grouped.map(({rule}) => rule);
  const document = new Document({apiVersion: `${RBAC_GROUP}/v1`, kind: 'ClusterRole', metadata: {name}, rules});
  const list = document.get('rules');
  if (!isSeq(list)) return document;
  list.items.forEach((item, index) => {
    if (!isMap(item)) return;
    item.commentBefore = commentOf(grouped[index]?.by ?? [], plan);
    for (const {value} of item.items) if (isSeq(value)) value.flow = true;
  });
  return document;
}

const WIDTH = 110;

/** Names in lines that fit beside each other on a screen. */
function commentOf(by: readonly string[], {scenarios}: Plan): string {
  const others = by.filter(who => !scenarios.some(({id}) => id === who));
  const isAll = scenarios.length > 1 && by.length - others.length === scenarios.length;
  const lines: string[] = [];
  for (const who of isAll ? [...others, 'every scenario'] : by) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + who.length + 2 <= WIDTH) lines[lines.length - 1] = `${last}, ${who}`;
    else lines.push(...(last === undefined ? [] : [`${lines.pop()},`]), who);
  }
  return lines.map(line => ` ${line}`).join('\n');
}
