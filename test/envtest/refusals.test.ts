import {randomUUID} from 'node:crypto';
import {setTimeout as sleep} from 'node:timers/promises';
import {expect, onTestFinished, test} from 'vitest';
import type {ApiAnswer} from '../../src/cluster/api/answer.js';
import {ApiClient} from '../../src/cluster/api/client.js';
import {PATCH_TYPES} from '../../src/cluster/simulated/patch/patch.js';
import type {ApiRequest} from '../../src/kube/request.js';
import {simulated} from '../helpers/simulated.js';
import {inParallel, servers} from './servers.js';

const POLICY = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: None}]\n';
const MAPS = '/api/v1/namespaces/default/configmaps';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const ADMISSION = '/apis/admissionregistration.k8s.io/v1';
const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const {json, merge, strategic, apply} = PATCH_TYPES;

type Request = [method: ApiRequest['method'], path: string, body?: unknown, contentType?: string];

/** Requests to both servers, one after the other, of which the last is compared. */
interface Case {
  name: string;
  requests: Request[];
  /** The two say the same in other words, or name ids of their own. */
  wordsDiffer?: true;
}

const configMap = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {name},
  data: {a: '1'},
  ...more,
});

const deployment = (name: string) => ({
  metadata: {name},
  spec: {
    selector: {matchLabels: {app: 'x'}},
    template: {metadata: {labels: {app: 'x'}}, spec: {containers: [{name: 'c', image: 'i:1'}]}},
  },
});

let made = 0;
const fresh = () => `r${made++}`;

/** A change of a config map. */
function patch(name: string, type: string, body: unknown, more: Partial<Case> = {}): Case {
  const object = fresh();
  return {
    name,
    requests: [
      ['POST', MAPS, configMap(object)],
      ['PATCH', `${MAPS}/${object}`, body, type],
    ],
    ...more,
  };
}

function strategicPatch(name: string, body: (name: string) => unknown, more: Partial<Case> = {}): Case {
  const object = fresh();
  const requests: Request[] = [
    ['POST', DEPLOYMENTS, deployment(object)],
    ['PATCH', `${DEPLOYMENTS}/${object}`, body(object), strategic],
  ];
  return {name, requests, ...more};
}

const one = (name: string, ...request: Request): Case => ({name, requests: [request]});

function policy(name: string, spec: object, more: Partial<Case> = {}): Case {
  const resourceRules = [{apiGroups: ['none.io'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['x']}];
  const body = {metadata: {name: fresh()}, spec: {matchConstraints: {resourceRules}, ...spec}};
  return {name, requests: [['POST', `${ADMISSION}/validatingadmissionpolicies`, body]], ...more};
}

const binding = (name: string, spec: object): Case =>
  one(name, 'POST', `${ADMISSION}/validatingadmissionpolicybindings`, {metadata: {name: fresh()}, spec});

const holds = (expression: string, more: object = {}) => ({validations: [{expression, ...more}]});
const role = (name: string, rule: object, path = `${RBAC}/clusterroles`): Case =>
  one(name, 'POST', path, {metadata: {name: fresh()}, rules: [rule]});
const roleRef = {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view'};
const bound = (name: string, more: object): Case =>
  one(name, 'POST', `${RBAC}/clusterrolebindings`, {metadata: {name: fresh()}, roleRef, ...more});

const twice = fresh();
const frozen = fresh();
const rebound = fresh();
const scaled = fresh();
const wordsDiffer = {wordsDiffer: true} as const;

const APPS = '/apis/apps/v1/namespaces/default';
const JOBS = '/apis/batch/v1/namespaces/default/jobs';

/** A workload of one kind that is refused when it is made. */
const made422 = (kind: string, name: string, spec: object, template: object = {}): Case => {
  const whole = deployment(fresh());
  return one(`${kind}: ${name}`, 'POST', `${APPS}/${kind}`, {
    ...whole,
    spec: {...whole.spec, ...spec, template: {...whole.spec.template, ...template}},
  });
};
/** A change of a workload that is refused. */
const changed422 = (kind: string, name: string, spec: object): Case => {
  const object = fresh();
  const requests: Request[] = [
    ['POST', `${APPS}/${kind}`, deployment(object)],
    ['PATCH', `${APPS}/${kind}/${object}`, {spec}, merge],
  ];
  return {name: `${kind}: ${name}`, requests};
};
const expressions = (...matchExpressions: object[]) => ({selector: {matchExpressions}});

const workloads = (kind: string): Case[] => [
  made422(kind, 'without a selector', {selector: undefined}),
  made422(kind, 'with an empty selector', {selector: {}}),
  made422(kind, 'with a selector of other pods', {selector: {matchLabels: {app: 'y', b: 'c'}}}),
  made422(kind, 'with pods that have no labels', {}, {metadata: {}}),
  made422(kind, 'with a selector that excludes its pods', expressions({key: 'app', operator: 'NotIn', values: ['x']})),
  made422(kind, 'with an operator that there is not', expressions({key: 'app', operator: 'Foo', values: ['x']})),
  made422(kind, 'with an operator without values', expressions({key: 'app', operator: 'In'})),
  made422(kind, 'with values where there are none', expressions({key: 'app', operator: 'Exists', values: ['x']})),
  made422(kind, 'with a label that is none', {selector: {matchLabels: {app: 'a b'}}}),
  made422(kind, 'that fits', expressions({key: 'app', operator: 'In', values: ['x', 'y']})),
  made422(kind, 'without containers', {}, {spec: {}}),
  made422(kind, 'with containers without names and images', {}, {spec: {containers: [{}]}}),
  made422(kind, 'whose pods are to end', {}, {spec: {...deployment('').spec.template.spec, restartPolicy: 'Never'}}),
  one(`${kind}: of nothing`, 'POST', `${APPS}/${kind}`, {metadata: {name: fresh()}}),
  changed422(kind, 'to another selector', {
    selector: {matchLabels: {app: 'y'}},
    template: {metadata: {labels: {app: 'y'}}},
  }),
  changed422(kind, 'to a narrower selector', {selector: {matchLabels: {b: 'c'}}}),
  changed422(kind, 'to no selector', {selector: null}),
  changed422(kind, 'to other pods', {template: {metadata: {labels: {app: 'y'}}}}),
];

const ending = {...deployment('').spec.template, spec: {...deployment('').spec.template.spec, restartPolicy: 'Never'}};
const job = (name: string, spec: object, more: Partial<Case> = {}): Case => ({
  ...one(`a job ${name}`, 'POST', JOBS, {metadata: {name: fresh()}, spec: {template: ending, ...spec}}),
  ...more,
});
const jobChange = (name: string, spec: object): Case => {
  const object = fresh();
  const requests: Request[] = [
    ['POST', JOBS, {metadata: {name: object}, spec: {template: ending}}],
    ['PATCH', `${JOBS}/${object}`, {spec}, merge],
  ];
  // Names ids, and Go's own names of fields.
  return {name: `a job ${name}`, requests, ...wordsDiffer};
};

/** A kind of each form that names have. */
const NAMED: readonly [kind: string, path: string, body: object][] = [
  ['config map', MAPS, {}],
  ['service', '/api/v1/namespaces/default/services', {spec: {ports: [{port: 80}]}}],
  ['stateful set', `${APPS}/statefulsets`, {spec: deployment('').spec}],
  [
    'cron job',
    '/apis/batch/v1/namespaces/default/cronjobs',
    {
      spec: {schedule: '* * * * *', jobTemplate: {spec: {template: ending}}},
    },
  ],
  ['role', `${RBAC}/namespaces/default/roles`, {rules: []}],
  ['webhook', `${ADMISSION}/mutatingwebhookconfigurations`, {}],
];

const CASES: readonly Case[] = [
  ...['deployments', 'daemonsets', 'statefulsets', 'replicasets'].flatMap(workloads),
  job('with a selector', {selector: {matchLabels: {app: 'x'}}}, wordsDiffer),
  job('with a selector of its own', {manualSelector: true, selector: {matchLabels: {app: 'x'}}}),
  job('with a selector of other pods', {manualSelector: true, selector: {matchLabels: {app: 'y'}}}),
  job('without the selector that it brings', {manualSelector: true}),
  job('that never ends', {template: deployment('').spec.template}),
  jobChange('with another selector', {selector: {matchLabels: {app: 'y'}}}),
  jobChange('with another image', {template: {spec: {containers: [{name: 'c', image: 'i:2'}]}}}),
  jobChange('with more pods to end', {completions: 3}),
  jobChange('side by side', {parallelism: 2}),
  one('a pod without containers', 'POST', '/api/v1/namespaces/default/pods', {metadata: {name: fresh()}, spec: {}}),
  one('a pod with a container twice', 'POST', '/api/v1/namespaces/default/pods', {
    metadata: {name: fresh()},
    spec: {
      containers: [
        {name: 'c', image: 'i:1'},
        {name: 'c', image: 'i:1'},
      ],
    },
  }),
  strategicPatch('a strategic patch that retains what it does not take away', () => ({
    spec: {strategy: {$retainKeys: ['type'], type: 'Recreate', rollingUpdate: null}},
  })),
  strategicPatch('a strategic patch of an old version', () => ({metadata: {resourceVersion: '1'}})),
  strategicPatch('a strategic patch that says it is of another kind', () => ({kind: 'Pod', apiVersion: 'v1'})),
  strategicPatch('labels that are a list', () => ({metadata: {labels: ['a']}}), wordsDiffer),
  patch('a merge patch that is a list', merge, [1]),
  patch('a merge patch of an old version', merge, {metadata: {resourceVersion: '1'}}),
  patch('a merge patch of another object of that name', merge, {metadata: {uid: 'x'}}),
  patch('a merge patch of another namespace', merge, {metadata: {namespace: 'kube-system'}}),
  patch('a merge patch to another kind', merge, {kind: 'Secret'}, wordsDiffer),
  patch('a merge patch to a number where texts are', merge, {data: {a: 5}}, wordsDiffer),
  patch('a label with a blank in its name', merge, {metadata: {labels: {'a b': 'c'}}}),
  patch('a label with a blank in its value', merge, {metadata: {labels: {a: 'c d'}}}),
  patch('a key that no config map can have', json, [{op: 'add', path: '/data/t~2', value: '9'}]),
  patch('a JSON patch to a number where texts are', json, [{op: 'replace', path: '/data/a', value: 5}], wordsDiffer),
  patch(
    'a JSON patch of too many operations',
    json,
    Array.from({length: 10_001}, () => ({op: 'test', path: '/data/a', value: '1'})),
  ),
  {
    name: 'a JSON patch that replaces the whole object',
    requests: [
      ['POST', MAPS, configMap(twice)],
      ['PATCH', `${MAPS}/${twice}`, [{op: 'replace', path: '', value: configMap(twice)}], json],
    ],
  },
  {
    name: 'a change of what is immutable',
    requests: [
      ['POST', MAPS, configMap(frozen, {immutable: true})],
      ['PATCH', `${MAPS}/${frozen}`, {data: {a: '2'}}, merge],
    ],
  },
  {
    name: 'a deletion of another object of that name',
    requests: [
      ['POST', MAPS, configMap('precondition')],
      ['DELETE', `${MAPS}/precondition`, {preconditions: {uid: 'x'}}],
    ],
    ...wordsDiffer,
  },
  {
    name: 'an update of another object of that name',
    requests: [
      ['POST', MAPS, configMap('put-uid')],
      ['PUT', `${MAPS}/put-uid`, configMap('put-uid', {metadata: {name: 'put-uid', uid: 'x'}})],
    ],
    ...wordsDiffer,
  },
  one('an apply by nobody', 'PATCH', `${MAPS}/a1`, configMap('a1'), apply),
  one('an apply under another name', 'PATCH', `${MAPS}/a2?fieldManager=f`, configMap('other'), apply),
  one('an apply without a kind', 'PATCH', `${MAPS}/a3?fieldManager=f`, {metadata: {name: 'a3'}}, apply),
  one(
    'an apply that says who manages',
    'PATCH',
    `${MAPS}/a4?fieldManager=f`,
    configMap('a4', {metadata: {name: 'a4', managedFields: [{manager: 'x'}]}}),
    apply,
  ),
  {
    name: 'force without apply',
    requests: [
      ['POST', MAPS, configMap('forced')],
      ['PATCH', `${MAPS}/forced?force=true`, {data: {}}, merge],
    ],
  },
  one('a dry run of another sort', 'POST', `${MAPS}?dryRun=Some`, configMap('q1')),
  one('a validation of another sort', 'POST', `${MAPS}?fieldValidation=Wild`, configMap('q2')),
  one('a body of text', 'POST', MAPS, configMap('q3'), 'text/plain'),
  one('a name that is none', 'POST', MAPS, configMap('Bad_Name')),
  ...NAMED.flatMap(([kind, path, body]) =>
    [
      ...['Bad_Name', 'a.b', '1a', 'A', 'a..b', 'a-', 'a:b', 'a/b', 'a%b', '..', ''],
      ...['a'.repeat(53), 'a'.repeat(64), 'a'.repeat(254)],
    ].map(name => one(`a ${kind} called ${name}`, 'POST', `${path}?dryRun=All`, {metadata: {name}, ...body})),
  ),
  one('a POST to a name', 'POST', `${MAPS}/q4`, configMap('q4')),
  one('a PUT to a collection', 'PUT', MAPS, configMap('q5')),
  one('a deletion of all namespaces', 'DELETE', '/api/v1/namespaces'),
  one('a limit that is no number', 'GET', `${MAPS}?limit=x`),
  one('a field that config maps are not selected by', 'GET', `${MAPS}?fieldSelector=data.a=1`),
  one('a field that pods are not selected by', 'GET', '/api/v1/pods?fieldSelector=spec.image=1'),
  {
    name: 'a scale below zero',
    requests: [
      ['POST', DEPLOYMENTS, deployment(scaled)],
      ['PATCH', `${DEPLOYMENTS}/${scaled}/scale`, {spec: {replicas: -1}}, merge],
    ],
  },
  one('a question about nothing', 'POST', REVIEWS, {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: {},
  }),
  role('a rule on nothing', {verbs: ['get']}),
  role('a rule without verbs', {apiGroups: [''], resources: ['pods'], verbs: []}),
  role('a rule on both', {apiGroups: [''], resources: ['pods'], nonResourceURLs: ['/x'], verbs: ['get']}),
  role('a path in a namespace', {nonResourceURLs: ['/x'], verbs: ['get']}, `${RBAC}/namespaces/default/roles`),
  bound('a binding across the cluster to a Role', {roleRef: {...roleRef, kind: 'Role'}}),
  bound('a binding of a kind that nobody is', {subjects: [{kind: 'Frob', name: 'x'}]}),
  bound('a binding of a service account without a namespace', {subjects: [{kind: 'ServiceAccount', name: 'x'}]}),
  one('such a binding in a namespace', 'POST', `${RBAC}/namespaces/default/rolebindings`, {
    metadata: {name: fresh()},
    roleRef,
    subjects: [{kind: 'ServiceAccount', name: 'x'}],
  }),
  {
    name: 'a binding to another role',
    requests: [
      ['POST', `${RBAC}/clusterrolebindings`, {metadata: {name: rebound}, roleRef}],
      ['PATCH', `${RBAC}/clusterrolebindings/${rebound}`, {roleRef: {name: 'edit'}}, merge],
    ],
  },
  policy('an expression that is none', holds('object.data =='), wordsDiffer),
  policy('a name that nothing has', holds('frob.data == 1'), wordsDiffer),
  policy('a parameter without a kind', holds('params.data.a == 1'), wordsDiffer),
  policy('variables where there are none', holds('variables.q == 1'), wordsDiffer),
  policy(
    'a variable of later on',
    {
      ...holds('true'),
      variables: [
        {name: 'a', expression: 'variables.b'},
        {name: 'b', expression: '1'},
      ],
    },
    wordsDiffer,
  ),
  policy(
    'variables in a condition',
    {...holds('true'), matchConditions: [{name: 'a', expression: 'variables.x'}]},
    wordsDiffer,
  ),
  policy('a validation that is a text', holds("'a'")),
  policy('a validation that is a field', holds('object.data.a')),
  policy('a message that is a number', holds('false', {messageExpression: '1'})),
  policy('a message that may be anything', holds('false', {messageExpression: 'object.data.none'})),
  policy('a message of two lines', holds('true', {message: 'a\nb'})),
  policy('a reason that there is not', holds('true', {reason: 'Unauthorized'})),
  policy('an expression without a text', holds('')),
  policy('a policy of nothing', {}),
  policy('a failure policy that there is not', {failurePolicy: 'Maybe', ...holds('true')}),
  policy('a policy about nothing', {matchConstraints: null, ...holds('true')}),
  policy('an annotation that is a number', {auditAnnotations: [{key: 'a', valueExpression: '1'}]}),
  ...['good-key', 'Good_Key.x', 'bad key', 'a/b', '', 'key-', 'k'.repeat(63), 'k'.repeat(64)].map(key =>
    policy(`an annotation called ${JSON.stringify(key)}`, {auditAnnotations: [{key, valueExpression: "'x'"}]}),
  ),
  policy('an annotation of nothing', {auditAnnotations: [{key: 'k', valueExpression: ' '}]}),
  policy('an annotation whose key and value are wrong', {auditAnnotations: [{key: 'k k', valueExpression: '1'}]}),
  policy('an annotation twice', {
    auditAnnotations: [
      {key: 'k', valueExpression: "'x'"},
      {key: 'k', valueExpression: "'x'"},
    ],
  }),
  policy('two conditions of one name', {
    ...holds('true'),
    matchConditions: [
      {name: 'a', expression: 'true'},
      {name: 'a', expression: 'true'},
    ],
  }),
  policy('a policy that is right', {
    ...holds("object.data.a == '1' && variables.v", {messageExpression: "'not ' + object.data.a"}),
    variables: [{name: 'v', expression: 'has(object.data.b)'}],
  }),
  binding('a binding without an action', {policyName: 'x'}),
  binding('an action that there is not', {policyName: 'x', validationActions: ['Block']}),
  binding('an action twice', {policyName: 'x', validationActions: ['Deny', 'Deny']}),
  binding('both Deny and Warn', {policyName: 'x', validationActions: ['Deny', 'Warn']}),
  binding('a binding of no policy', {validationActions: ['Deny']}),
  binding('a parameter of which nobody says what its absence means', {
    policyName: 'x',
    validationActions: ['Deny'],
    paramRef: {name: 'a'},
  }),
];

function essence({code, body}: ApiAnswer, {wordsDiffer: isLoose}: Case): unknown {
  const {reason, message} = body as {reason?: string; message?: string};
  return code < 300 ? {code} : {code, reason, ...(!isLoose && {message})};
}

test(`${CASES.length} odd requests are answered as by kube-apiserver`, async () => {
  const {kubeConfig} = await servers(POLICY);
  const real = new ApiClient(kubeConfig, 'refusals');
  onTestFinished(() => real.close());
  const {kubeConfig: ownConfig} = await simulated(POLICY);
  const own = new ApiClient(ownConfig, 'refusals');
  onTestFinished(() => own.close());
  // The namespace `default` is made a moment after the API server says that it is ready.
  for (let i = 0; i < 100 && (await ask(real, ['GET', '/api/v1/namespaces/default'])).code !== 200; i++)
    await sleep(100);
  const answers = await inParallel(CASES, 4, async one => {
    const last = async (client: ApiClient) => {
      let answer: ApiAnswer | undefined;
      for (const request of one.requests) answer = await ask(client, request);
      return essence(answer as ApiAnswer, one);
    };
    return {name: one.name, theirs: await last(real), ours: await last(own)};
  });
  expect(answers.map(({name, ours}) => ({name, answer: ours}))).toEqual(
    answers.map(({name, theirs}) => ({name, answer: theirs})),
  );
});

const ask = (client: ApiClient, [method, path, body, contentType]: Request): Promise<ApiAnswer> =>
  client.send({method, path, ...(body !== undefined && {body}), ...(contentType && {contentType})} as ApiRequest, {
    auditId: randomUUID(),
  });
