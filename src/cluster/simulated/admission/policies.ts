import {type Call, subjectOf} from '../call.js';
import type {KubeObject} from '../objects.js';
import {deniedByPolicy, invalidObject} from '../status.js';
import type {CelContext} from './cel.js';
import {type Expressions, evaluated, type Failure} from './expressions.js';
import {type MatchResources, matches} from './matching.js';
import type {Plugin, Write} from './plugin.js';
import {bindingProblems, policyProblems} from './policy-spec.js';

const GROUP = 'admissionregistration.k8s.io';

interface PolicySpec extends Expressions {
  matchConstraints?: MatchResources;
}

interface BindingSpec {
  policyName?: string;
  validationActions?: string[];
  matchResources?: MatchResources;
}

/** ValidatingAdmissionPolicy: what the bindings of the cluster say about a write. */
export const checkPolicies: Plugin = (machinery, write) => {
  const {store} = machinery;
  checkWritten(write);
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
    const outcome = evaluated(spec, contextOf(write, namespace));
    annotate(write.call, policy.metadata.name ?? '', outcome.annotations);
    const {failures} = outcome;
    if (failures.length) act(write, {policy, binding, actions: validationActions, failures});
  }
  return undefined;
};

/** `auditAnnotations` of a policy, under its name; several bindings of it may say several things. */
function annotate({record}: Call, policy: string, annotations: ReadonlyMap<string, string>): void {
  for (const [key, value] of annotations) {
    const name = `${policy}/${key}`;
    const before = record.annotations[name];
    if (before?.split(', ').includes(value)) continue;
    record.annotations[name] = before === undefined ? value : `${before}, ${value}`;
  }
}

/** A policy or a binding is checked when it is written, not when it is asked. */
function checkWritten({call, after}: Write): void {
  if (call.info.apiGroup !== GROUP || !after) return;
  const {resource} = call.info;
  const problems =
    resource === 'validatingadmissionpolicies'
      ? policyProblems(after)
      : resource === 'validatingadmissionpolicybindings'
        ? bindingProblems(after)
        : [];
  if (problems.length) throw invalidObject(subjectFor(call, after), after.kind ?? '', problems);
}

function contextOf({call, operation, before, after}: Write, namespace?: KubeObject): CelContext {
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
    first.reason,
  );
}

const subjectFor = (call: Call, object: KubeObject | undefined) =>
  subjectOf(call, call.info.name ?? object?.metadata.name);
