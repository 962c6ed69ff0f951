import type {KubeObject} from '../objects.js';
import {ageOf, fieldsOf, itemsOf, lasting, type Printer, sizeOf, specOf, statusOf, textOr} from './cells.js';

/** The subjects of a binding that are of a kind, as one cell. */
function subjectsOf(binding: KubeObject, kind: string): string {
  const subjects = itemsOf(binding.subjects).filter(subject => subject.kind === kind);
  return subjects.map(({namespace, name}) => (namespace ? `${namespace}/${name}` : String(name))).join(', ');
}

export const bindings: Printer = {
  columns: 'Name,Role,Age|Users,Groups,ServiceAccounts',
  cells: (binding, at) => {
    const {kind, name} = fieldsOf(binding.roleRef);
    const subjects = ['User', 'Group', 'ServiceAccount'].map(of => subjectsOf(binding, of));
    return [binding.metadata.name, `${kind}/${name}`, ageOf(binding, at), ...subjects];
  },
};

/** What has no columns of its own. */
export const plain: Printer = {
  columns: 'Name,Created At',
  cells: ({metadata}) => [metadata.name, metadata.creationTimestamp],
};

export const serviceAccounts: Printer = {
  columns: 'Name,Secrets,Age',
  cells: (account, at) => [account.metadata.name, itemsOf(account.secrets).length, ageOf(account, at)],
};

export const secrets: Printer = {
  columns: 'Name,Type,Data,Age',
  cells: (secret, at) => [secret.metadata.name, secret.type, sizeOf(secret.data), ageOf(secret, at)],
};

/** `Approved,Issued`: what was decided on a request, and what came of it. */
function conditionOf(request: KubeObject): string {
  const {conditions, certificate} = statusOf(request);
  const has = (type: string) => itemsOf(conditions).some(condition => condition.type === type);
  const decided = has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending';
  return `${decided}${has('Failed') ? ',Failed' : ''}${certificate ? ',Issued' : ''}`;
}

export const certificateRequests: Printer = {
  columns: 'Name,Age,SignerName,Requestor,RequestedDuration,Condition',
  cells: (request, at) => {
    const {signerName, username, expirationSeconds} = specOf(request);
    const asked = expirationSeconds === undefined ? '<none>' : lasting(Number(expirationSeconds) * 1000);
    const cells = [textOr(signerName, '<none>'), textOr(username, ''), asked, conditionOf(request)];
    return [request.metadata.name, ageOf(request, at), ...cells];
  },
};

export const webhooks: Printer = {
  columns: 'Name,Webhooks#,Age',
  cells: (object, at) => [object.metadata.name, itemsOf(object.webhooks).length, ageOf(object, at)],
};

export const admissionPolicies: Printer = {
  columns: 'Name,Validations#,ParamKind,Age',
  cells: (policy, at) => {
    const {validations, paramKind} = specOf(policy);
    const {apiVersion, kind} = fieldsOf(paramKind);
    const params = paramKind === undefined ? '<unset>' : `${apiVersion}/${kind}`;
    return [policy.metadata.name, itemsOf(validations).length, params, ageOf(policy, at)];
  },
};

export const admissionBindings: Printer = {
  columns: 'Name,PolicyName,ParamRef,Age',
  cells: (binding, at) => {
    const {policyName, paramRef} = specOf(binding);
    const {namespace, name} = fieldsOf(paramRef);
    const params = name ? `${textOr(namespace, '*')}/${name}` : '<unset>';
    return [binding.metadata.name, policyName, params, ageOf(binding, at)];
  },
};
