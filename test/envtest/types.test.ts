import {randomUUID} from 'node:crypto';
import {setTimeout as sleep} from 'node:timers/promises';
import type {KubeConfig} from '@kubernetes/client-node';
import {expect, onTestFinished, test} from 'vitest';
import type {ApiAnswer} from '../../src/cluster/api/answer.js';
import {ApiClient} from '../../src/cluster/api/client.js';
import {PATCH_TYPES} from '../../src/cluster/simulated/patch/patch.js';
import {simulated} from '../helpers/simulated.js';
import {inParallel, servers} from './servers.js';

const POLICY = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: None}]\n';
const MAPS = '/api/v1/namespaces/default/configmaps';
const PODS = '/api/v1/namespaces/default/pods';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const {json, merge, strategic} = PATCH_TYPES;

/** A body, as it is or as a text, for both servers. Of what is taken, the object itself is compared as well. */
interface Case {
  name: string;
  method: 'POST' | 'PUT' | 'PATCH';
  path: string;
  body: unknown;
  contentType?: string;
  /** The two say the same in other words. */
  wordsDiffer?: true;
}

const pod = (spec: object = {}, container: object = {}) => ({
  metadata: {name: 't'},
  spec: {containers: [{name: 'c', image: 'i:1', ...container}], ...spec},
});
const deployment = (name: string, spec: object = {}, podSpec: object = {}) => ({
  metadata: {name},
  spec: {
    selector: {matchLabels: {app: 'x'}},
    template: {metadata: {labels: {app: 'x'}}, spec: {containers: [{name: 'c', image: 'i:1'}], ...podSpec}},
    ...spec,
  },
});
const wrong = (name: string, path: string, body: unknown): Case => ({name, method: 'POST', path, body});
const map = (name: string, more: object) => wrong(name, MAPS, {metadata: {name: 't'}, ...more});
const container = (name: string, more: object) => wrong(name, PODS, pod({}, more));

const UNKNOWN = deployment(
  'unknown',
  {frob: 1},
  {
    hostPId: true,
    volumes: [{name: 'v', emptyDir: {}, x: 1}],
    containers: [{name: 'c', image: 'i:1', securityContext: {privilleged: true}}],
  },
);
const TWICE = '{"metadata": {"name": "twice"}, "data": {"a": "1", "a": "2"}, "immutable": false, "immutable": true}';
const BOTH = '{"x": 1, "metadata": {"name": "both", "y": 1, "y": 2}, "data": {"a": "1"}, "frob": {"a": 1, "a": 2}}';
const YAML = 'metadata:\n  name: yaml\ndata:\n  a: "1"\n  a: "2"\nfrob: 1\n';

/** Each way to validate; the last says nothing, which is to warn. */
const VALIDATIONS = ['Strict', 'Warn', 'Ignore', ''];

const validated = (validation: string): Case[] => {
  const query = `?dryRun=All&fieldValidation=${validation}`;
  const named = (name: string) => `${name} (${validation || 'unsaid'})`;
  const posted = (name: string, path: string, body: unknown, contentType?: string): Case => ({
    ...{name: named(name), method: 'POST', path: `${path}${query}`, body},
    ...(contentType && {contentType}),
  });
  const changed = (name: string, path: string, body: unknown, contentType: string): Case => ({
    ...{name: named(name), method: 'PATCH', path: `${path}/there${query}`, body, contentType},
    // The real server quotes the whole object, with who manages its fields.
    ...(validation === 'Strict' && contentType !== strategic && {wordsDiffer: true}),
  });
  return [
    posted('unknown fields', DEPLOYMENTS, UNKNOWN),
    posted('fields twice', MAPS, TWICE),
    posted('unknown fields with fields twice in them', MAPS, BOTH),
    posted('YAML', MAPS, YAML, 'application/yaml'),
    posted('a field in another case', MAPS, {metadata: {name: 'case'}, Data: {a: '1'}}),
    posted('a wrong type beside an unknown field', MAPS, {metadata: {name: 't'}, frob: 1, data: {a: 1}}),
    changed('a merge patch', MAPS, {frob: 1, metadata: {x: 1}}, merge),
    changed('a JSON patch', MAPS, [{op: 'add', path: '/frob', value: 1}], json),
    changed('a JSON patch with an odd operation', MAPS, [{op: 'add', path: '/data/q', value: '1', x: 1}], json),
    changed('a strategic patch', DEPLOYMENTS, {spec: {frob: 1, template: {spec: {hostPId: true}}}}, strategic),
    changed('a strategic patch of a field twice', MAPS, '{"data": {"a": "1", "a": "2"}}', strategic),
    {
      ...{name: named('an update'), method: 'PUT', path: `${MAPS}/there${query}`},
      body: {metadata: {name: 'there'}, data: {a: '1'}, frob: 1},
    },
  ];
};

const CASES: readonly Case[] = [
  ...VALIDATIONS.flatMap(validated),
  map('a label that is a number', {metadata: {name: 't', labels: {a: 1}}}),
  map('labels that are a list', {metadata: {name: 't', labels: ['a']}}),
  map('metadata that is a text', {metadata: 'x'}),
  map('a name that is a number', {metadata: {name: 5}}),
  map('a time that is none', {metadata: {name: 't', creationTimestamp: 'yesterday'}}),
  map('a time that is a number', {metadata: {name: 't', creationTimestamp: 5}}),
  map('a number where texts are', {data: {a: 1}}),
  map('a text where a map is', {data: 'x'}),
  map('bytes that are no base64', {binaryData: {a: '%%'}}),
  map('bytes without their padding', {binaryData: {a: 'YWJjZA'}}),
  map('bytes that are a number', {binaryData: {a: 1}}),
  map('a truth that is a text', {immutable: 'true'}),
  map('two wrong types, of which the first is told', {immutable: 'true', data: {a: 1}}),
  wrong('nothing for a text and for a map', `${MAPS}?dryRun=All`, {
    metadata: {name: 't', labels: null},
    data: {a: null},
  }),
  wrong('containers that are a map', PODS, pod({containers: {name: 'x'}})),
  wrong('a container that is a text', PODS, pod({containers: ['x']})),
  wrong('a truth that is a text, in a pod', PODS, pod({hostPID: 'true'})),
  wrong('a node selector that is a truth', PODS, pod({nodeSelector: {a: true}})),
  wrong('a status that is a text', PODS, {...pod(), status: 'x'}),
  container('an image that is a number', {image: 1}),
  container('a privilege that is a text', {securityContext: {privileged: 'true'}}),
  container('a security context that is a text', {securityContext: 'x'}),
  container('a user that is a text', {securityContext: {runAsUser: '0'}}),
  container('half a user', {securityContext: {runAsUser: 1.5}}),
  container('a port beyond all', {ports: [{containerPort: 99_999_999_999}]}),
  container('a variable that is a number', {env: [{name: 'A', value: 1}]}),
  container('a variable that is a truth', {env: [{name: 'A', value: true}]}),
  container('an argument that is a number', {args: [1]}),
  container('arguments that are a text', {args: 'x'}),
  container('a quantity that is none', {resources: {limits: {cpu: 'abc'}}}),
  container('a quantity that is a truth', {resources: {limits: {cpu: true}}}),
  container('a port that is a truth', {livenessProbe: {httpGet: {port: true}}}),
  {...container('a policy that is a number', {imagePullPolicy: 1}), wordsDiffer: true},
  wrong(
    'a quantity that is a number',
    `${DEPLOYMENTS}?dryRun=All`,
    deployment('t', {}, {containers: [{name: 'c', image: 'i:1', resources: {limits: {cpu: 1}}}]}),
  ),
  wrong('replicas that are a text', DEPLOYMENTS, deployment('t', {replicas: '3'})),
  wrong('a selector that is a text', DEPLOYMENTS, deployment('t', {selector: 'x'})),
  wrong('a template that is a list', DEPLOYMENTS, deployment('t', {template: []})),
  wrong('verbs that are a text', `${RBAC}/clusterroles`, {metadata: {name: 't'}, rules: [{verbs: 'get'}]}),
  wrong('a role that is a text', `${RBAC}/clusterrolebindings`, {metadata: {name: 't'}, roleRef: 'x'}),
  wrong('a question of a wrong type', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
    spec: {resourceAttributes: {verb: 1}},
  }),
  wrong('a question with an unknown field', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
    spec: {resourceAttributes: {verb: 'get', resource: 'pods', frob: 1}},
  }),
  {
    ...{name: 'a merge patch to a wrong type', method: 'PATCH', path: `${DEPLOYMENTS}/there`, contentType: merge},
    ...{body: {spec: {replicas: '3'}}, wordsDiffer: true},
  },
  {
    ...{name: 'a strategic patch to a wrong type', method: 'PATCH', path: `${DEPLOYMENTS}/there`},
    ...{contentType: strategic, body: {spec: {replicas: '3'}}, wordsDiffer: true},
  },
  {
    ...{name: 'a scale of a wrong type', method: 'PUT', path: `${DEPLOYMENTS}/there/scale`},
    body: {metadata: {name: 'there'}, spec: {replicas: '3'}},
  },
];

function essence({code, body, warnings}: ApiAnswer, {wordsDiffer}: Case): unknown {
  const {reason, message, data, spec} = body as Record<string, unknown>;
  if (code >= 300) return {code, warnings, reason, ...(!wordsDiffer && {message})};
  return {code, warnings, data, spec};
}

type Send = (method: 'GET' | Case['method'], path: string, body?: unknown, contentType?: string) => Promise<ApiAnswer>;

function clientOf(kubeConfig: KubeConfig): Send {
  const client = new ApiClient(kubeConfig, 'types');
  onTestFinished(() => client.close());
  return (method, path, body, contentType) =>
    client.send(
      {method, path, ...(body !== undefined && {body}), ...(contentType && {contentType})},
      {
        auditId: randomUUID(),
      },
    );
}

test(`${CASES.length} bodies are decoded as by kube-apiserver`, async () => {
  const {kubeConfig} = await servers(POLICY);
  const {kubeConfig: ownConfig} = await simulated(POLICY);
  const [real, own] = [kubeConfig, ownConfig].map(clientOf) as [Send, Send];
  // The namespace `default` is made a moment after the API server says that it is ready.
  for (let i = 0; i < 100 && (await real('GET', '/api/v1/namespaces/default')).code !== 200; i++) await sleep(100);
  for (const send of [real, own]) {
    expect((await send('POST', MAPS, {metadata: {name: 'there'}, data: {a: '1'}})).code).toBe(201);
    expect((await send('POST', DEPLOYMENTS, deployment('there'))).code).toBe(201);
  }
  const answers = await inParallel(CASES, 4, async one => {
    const {name, method, path, body, contentType} = one;
    const asked = async (send: Send) => essence(await send(method, path, body, contentType), one);
    return {name, theirs: await asked(real), ours: await asked(own)};
  });
  expect(answers.map(({name, ours}) => ({name, answer: ours}))).toEqual(
    answers.map(({name, theirs}) => ({name, answer: theirs})),
  );
});
