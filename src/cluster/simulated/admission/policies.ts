import {type Call, subjectOf} from '../call.js';
import type {Machinery} from '../machinery.js';
import type {KubeObject} from '../objects.js';
import {deniedByPolicy, notSimulated} from '../status.js';
import {type CelContext, compiled} from './cel.js';
import {type MatchResources, matches} from './matching.js';
import type {Plugin, Write} from './plugin.js';

const GROUP = 'admissionregistration.k8s.io';

interface PolicySpec {
  failurePolicy?: 'Fail' | 'Ignore';
  paramKind?: unknown;
  matchConstraints?: MatchResources;
  matchConditions?: {name: string; expression: string}[];
  variables?: {name: string; expression: string}[];
  validations?: {expression: string; message?: string; messageExpression?: string}[];
}

interface BindingSpec {
  policyName?: string;
  validationActions?: string[];
  matchResources?: MatchResources;
}

/** One validation that did not hold. */
interface Failure {
  message: string;
  expressionIndex: number;
}

/** ValidatingAdmissionPolicy: what the bindings of the cluster say about a write. */
export const checkPolicies: Plugin = (machinery, write) => {
  const {store} = machinery;
  refuseParameters(write);
  const {namespace: name, apiGroup} = write.call.info;
  // Policies are never asked about policies, or one could lock everybody out.
  if (apiGroup === GROUP) return undefined;
  const namespace = name === undefined ? undefined : store.get({group: '', resource: 'namespaces'}, name);
  for (const binding of store.list({group: GROUP, resource: 'validatingadmissionpolicybindings'})) {
    const {policyName = '', validationActions = [], matchResources} = binding.spec as BindingSpec;
    const policy = store.get({group: GROUP, resource: 'validatingadmissionpolicies'}, policyName);
    if (!policy) continue;
    const spec = policy.spec as PolicySpec;
    if (!matches(spec.matchConstraints, write, namespace) || !matches(matchResources, write, namespace)) continue;
    const failures = failuresOf(spec, contextOf(machinery, write, namespace));
    if (failures.length) act(write, {policy, binding, actions: validationActions, failures});
  }
  return undefined;
};

/** A parameter would have to be looked up: better no policy than one that says something else. */
function refuseParameters({call, after}: Write): void {
  if (call.info.resource !== 'validatingadmissionpolicies' || !after) return;
  if ((after.spec as PolicySpec).paramKind !== undefined) throw notSimulated('parameters of admission policies');
}

function contextOf(_machinery: Machinery, {call, operation, before, after}: Write, namespace?: KubeObject): CelContext {
  const {info, user, dryRun} = call;
  return {
    object: after,
    oldObject: before,
    namespaceObject: namespace,
    request: {
      operation,
      name: info.name ?? after?.metadata.name ?? '',
      namespace: info.namespace ?? '',
      resource: {group: info.apiGroup, version: info.apiVersion, resource: info.resource},
      subResource: info.subresource ?? '',
      userInfo: user,
      dryRun,
    },
  };
}

function failuresOf(spec: PolicySpec, context: CelContext): Failure[] {
  const {matchConditions = [], variables = [], validations = []} = spec;
  try {
    if (!matchConditions.every(({expression}) => compiled(expression)(context))) return [];
    const values: Record<string, unknown> = {};
    const whole = {...context, variables: values};
    for (const {name, expression} of variables) values[name] = compiled(expression)(whole);
    return validations.flatMap(({expression, message}, expressionIndex) =>
      compiled(expression)(whole) === true
        ? []
        : [{message: message ?? `failed expression: ${expression}`, expressionIndex}],
    );
  } catch (error) {
    // An expression that comes to nothing refuses everything, or nothing.
    return spec.failurePolicy === 'Ignore' ? [] : [{message: (error as Error).message, expressionIndex: 0}];
  }
}

interface Judgement {
  policy: KubeObject;
  binding: KubeObject;
  actions: readonly string[];
  failures: readonly Failure[];
}

function act({call, before, after}: Write, {policy, binding, actions, failures}: Judgement): void {
  const names = {policy: policy.metadata.name ?? '', binding: binding.metadata.name ?? ''};
  if (actions.includes('Audit')) {
    call.record.annotations['validation.policy.admission.k8s.io/validation_failure'] = JSON.stringify(
      failures.map(({message, expressionIndex}) => ({message, ...names, expressionIndex, validationActions: actions})),
    );
  }
  const [first] = failures;
  if (!first || !actions.includes('Deny')) return;
  throw deniedByPolicy(
    subjectFor(call, after ?? before),
    `ValidatingAdmissionPolicy '${names.policy}' with binding '${names.binding}' denied request: ${first.message}`,
  );
}

const subjectFor = (call: Call, object: KubeObject | undefined) =>
  subjectOf(call, call.info.name ?? object?.metadata.name);
