import {z} from 'zod';
import {listOf} from '../../lib/list-of.js';
import {ApiError, type ClusterApi} from '../cluster/api.js';
import {objectOr, textOr} from '../kit/parse.js';
import type {ConstraintRef, Violation} from './violation.js';

const GROUP = '/apis/constraints.gatekeeper.sh/v1beta1';

const Kinds = z.looseObject({resources: listOf(z.looseObject({name: z.string(), kind: z.string()}))});
const text = textOr('');
const Found = z.looseObject({
  group: text,
  version: textOr('v1'),
  kind: z.string(),
  name: z.string(),
  namespace: z.string().nullish(),
  message: text,
  enforcementAction: text,
});
const names = listOf(z.string());
const Constraint = z.looseObject({
  kind: z.string().nullish(),
  metadata: z.looseObject({name: z.string()}),
  spec: objectOr(
    z.looseObject({
      enforcementAction: z
        .string()
        .nullish()
        .transform(action => action || 'deny'),
      match: objectOr(
        z.looseObject({
          kinds: listOf(z.looseObject({apiGroups: names, kinds: names})),
          namespaces: names,
          excludedNamespaces: names,
        }),
      ),
    }),
  ),
  status: objectOr(
    z.looseObject({
      auditTimestamp: z.string().nullish(),
      totalViolations: z
        .number()
        .nullish()
        .transform(total => total ?? 0),
      violations: listOf(Found),
      byPod: listOf(z.looseObject({enforced: z.boolean().nullish()})),
    }),
  ),
});
const Constraints = z.looseObject({items: listOf(Constraint)});

/** A constraint and what Gatekeeper's audit says of it. */
export interface Constraint extends ConstraintRef {
  match: z.output<typeof Constraint>['spec']['match'];
  /** When its audit ran last, RFC 3339. */
  auditedAt?: string;
  /** How many violations there are, of which the status lists at most Gatekeeper's configured limit. */
  total: number;
  violations: Violation[];
  /** Whether every pod of Gatekeeper enforces it. */
  enforced: boolean;
}

/** Every constraint of the cluster, of whatever kind. @throws Error with the reason when there are none. */
export async function listConstraints(api: ClusterApi, signal: AbortSignal): Promise<Constraint[]> {
  const {resources} = await api.get(GROUP, Kinds, signal).catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.code !== 404) throw error;
    throw new Error(
      'this cluster serves no constraints (constraints.gatekeeper.sh/v1beta1): Gatekeeper is not installed, or has no constraint template',
    );
  });
  const kinds = resources.filter(({name}) => !name.includes('/'));
  const lists = await Promise.all(
    kinds.map(async ({name, kind}) => {
      const {items} = await api.get(`${GROUP}/${name}`, Constraints, signal);
      return items.map(item => constraintOf(kind, item));
    }),
  );
  return lists.flat();
}

function constraintOf(kind: string, {metadata: {name}, spec, status}: z.output<typeof Constraint>): Constraint {
  const at = status.auditTimestamp;
  return {
    ...{kind, name, action: spec.enforcementAction, match: spec.match, total: status.totalViolations},
    ...(at && {auditedAt: at}),
    enforced: status.byPod.length > 0 && status.byPod.every(pod => pod.enforced === true),
    violations: status.violations.map(found => ({
      constraint: {kind, name, action: found.enforcementAction || spec.enforcementAction},
      object: {
        apiVersion: found.group ? `${found.group}/${found.version}` : found.version,
        ...{kind: found.kind, namespace: found.namespace ?? undefined, name: found.name},
      },
      ...(at && {at}),
      message: found.message,
      found: 'by audit',
      told: 'constraint status',
    })),
  };
}

/** Whether a constraint's status leaves violations out. */
export const isTruncated = ({total, violations}: Constraint): boolean => total > violations.length;
