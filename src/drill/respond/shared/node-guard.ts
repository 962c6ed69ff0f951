/** They have no pod in them, but may have the token of an account that has more rights. */
const SECRETS = 'secrets';

/** What people who share a cluster can change, and take a node with. */
const WORKLOADS = [
  {apiGroups: [''], resources: ['pods', 'pods/ephemeralcontainers', 'replicationcontrollers', SECRETS]},
  {apiGroups: ['apps'], resources: ['deployments', 'daemonsets', 'statefulsets', 'replicasets']},
  {apiGroups: ['batch'], resources: ['jobs', 'cronjobs']},
];

/** CEL: the pod of an object, be it in a template or not; empty where there is none. */
const podOf = (object: string): string =>
  `${object} == null || request.resource.resource == '${SECRETS}' ? dyn({}) : request.resource.resource == 'pods' ? ${object}.spec : request.resource.resource == 'cronjobs' ? ${object}.spec.jobTemplate.spec.template.spec : has(${object}.spec.template) ? ${object}.spec.template.spec : dyn({})`;

const containersOf = (pod: string): string =>
  ['containers', 'initContainers', 'ephemeralContainers']
    .map(field => `(has(${pod}.${field}) ? ${pod}.${field} : [])`)
    .join(' + ');

const volumesOf = (pod: string): string => `has(${pod}.volumes) ? ${pod}.volumes : []`;

const NEW = 'variables.containers';
const OLD = 'variables.oldContainers';
const context = (c: string, field: string) => `has(${c}.securityContext) && has(${c}.securityContext.${field})`;
const isPrivileged = (c: string) => `${context(c, 'privileged')} && ${c}.securityContext.privileged`;
// Where it is not said, Kubernetes allows it.
const escalates = (c: string) =>
  `!(${context(c, 'allowPrivilegeEscalation')}) || ${c}.securityContext.allowPrivilegeEscalation`;
const adds = (c: string) => `${context(c, 'capabilities')} && has(${c}.securityContext.capabilities.add)`;
const onlyIfBefore = (is: (c: string) => string) => `!${NEW}.exists(c, ${is('c')}) || ${OLD}.exists(o, ${is('o')})`;

/** What nobody may add to a workload: CEL that holds while it does not, and the name of it. */
const GAINS: readonly (readonly [string, string])[] = [
  ...['hostNetwork', 'hostPID', 'hostIPC'].map(
    field =>
      [
        `!has(variables.pod.${field}) || !variables.pod.${field} || (has(variables.old.${field}) && variables.old.${field})`,
        field,
      ] as const,
  ),
  ...['serviceAccountName', 'nodeName'].map(
    field =>
      [
        `!has(variables.pod.${field}) || variables.pod.${field} == '' || (has(variables.old.${field}) && variables.pod.${field} == variables.old.${field})`,
        `another ${field}`,
      ] as const,
  ),
  [onlyIfBefore(isPrivileged), 'a privileged container'],
  [onlyIfBefore(escalates), 'allowPrivilegeEscalation'],
  [
    `${NEW}.all(c, !(${adds('c')}) || c.securityContext.capabilities.add.all(k, ${OLD}.exists(o, ${adds('o')} && k in o.securityContext.capabilities.add)))`,
    'a capability',
  ],
  [
    `${NEW}.all(c, !has(c.ports) || c.ports.all(p, !has(p.hostPort) || p.hostPort == 0 || ${OLD}.exists(o, has(o.ports) && o.ports.exists(q, has(q.hostPort) && q.hostPort == p.hostPort))))`,
    'a hostPort',
  ],
  [
    'variables.volumes.all(v, !has(v.hostPath) || variables.oldVolumes.exists(o, o.name == v.name && has(o.hostPath) && o.hostPath.path == v.hostPath.path))',
    'a hostPath volume',
  ],
  [
    `${NEW}.all(c, !has(c.volumeMounts) || c.volumeMounts.all(m, !variables.volumes.exists(v, v.name == m.name && has(v.hostPath)) || ${OLD}.exists(o, o.name == c.name && has(o.volumeMounts) && o.volumeMounts.exists(n, n.name == m.name && (!has(n.readOnly) || !n.readOnly || (has(m.readOnly) && m.readOnly))))))`,
    'a mount of a hostPath volume',
  ],
];

/**
 * A policy for those who share a cluster: no workload gains what takes its node. What an attack has given it may stay,
 * so that it can still be scaled, mended and deleted.
 *
 * @param group of the accounts that it is about
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export const nodeGuard = (group: string): object => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicy',
  spec: {
    failurePolicy: 'Fail',
    matchConstraints: {
      resourceRules: WORKLOADS.map(one => ({...one, apiVersions: ['v1'], operations: ['CREATE', 'UPDATE']})),
    },
    matchConditions: [{name: 'people', expression: `'${group}' in request.userInfo.groups`}],
    variables: [
      {name: 'pod', expression: podOf('object')},
      {name: 'old', expression: podOf('oldObject')},
      {name: 'containers', expression: containersOf('variables.pod')},
      {name: 'oldContainers', expression: containersOf('variables.old')},
      {name: 'volumes', expression: volumesOf('variables.pod')},
      {name: 'oldVolumes', expression: volumesOf('variables.old')},
    ],
    validations: [
      ...GAINS.map(([expression, what]) => ({
        expression,
        message: `the workload would gain ${what}, and could take over a node that other teams share; what it has already may stay, and can be taken away`,
      })),
      {
        expression: `request.resource.resource != '${SECRETS}' || !has(object.type) || object.type != 'kubernetes.io/service-account-token'`,
        message:
          'a Secret of this type would be filled with the token of an account, whose rights may reach other teams',
      },
    ].map(one => ({...one, reason: 'Forbidden'})),
  },
});

/** Puts a policy in force. */
export const nodeGuardBinding = (policyName: string): object => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicyBinding',
  spec: {policyName, validationActions: ['Deny']},
});
