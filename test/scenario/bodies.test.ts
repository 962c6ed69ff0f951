import {describe, expect, test} from 'vitest';
import {kubedrill} from '../helpers/cli.js';
import {FIRST_LINE, loadText} from '../helpers/scenario-file.js';
import {simulated} from '../helpers/simulated.js';
import {tempDir} from '../helpers/temp.js';

const container = (fields = '') => `{name: c, image: i${fields}}`;
const pod = (fields: string, inner = container()) =>
  `create: {apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [${inner}]${fields}}}`;
const deployment = (spec: string) =>
  `create: {apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: ${spec}}`;
const map = (fields: string) => `create: {apiVersion: v1, kind: ConfigMap, metadata: {name: m}, ${fields}}`;
const patchOf = (type: string, body: string) => `patch: {resource: pods, name: p, type: ${type}, body: ${body}}`;
const attack = (step: string) => loadText(`attack: [{${step}}]`);

const drops = (field: string, near?: string) =>
  `Kubernetes 1.34 has no field ${field} here, so the API server drops it${near ? `: did you mean ${near}?` : ''}`;
const refuses = (field: string, wanted: string, is: string, code = 400) =>
  `${field} must be ${wanted}, is ${is}: the API server refuses it (${code})`;

/** What is said of a step, without its place. */
const said = (lines: readonly string[]) => lines.map(line => line.replace(/^mine\.yaml:\d+:\d+ (warning: )?/, ''));

describe('a field that the Kubernetes API does not have', () => {
  test.each([
    ['a typo', pod(', contaners: []'), drops('spec.contaners', 'containers')],
    ['another case', pod(', hostPid: true'), drops('spec.hostPid', 'hostPID')],
    [
      'one inside of a list',
      pod('', container(', securityContext: {privilleged: true}')),
      drops('spec.containers[0].securityContext.privilleged', 'privileged'),
    ],
    [
      'one that belongs deeper',
      pod('', container(', privileged: true')),
      drops('spec.containers[0].privileged', 'securityContext.privileged'),
    ],
    [
      'one of a pod in a workload',
      deployment('{containers: []}'),
      drops('spec.containers', 'template.spec.containers'),
    ],
    ['one like no other', map('colour: blue'), drops('colour')],
    ['a merge patch', patchOf('merge', '{spec: {hostNetwrk: true}}'), drops('spec.hostNetwrk', 'hostNetwork')],
    ['a strategic patch', patchOf('strategic', '{spec: {frob: 1}}'), drops('spec.frob')],
    [
      'the value of a JSON patch',
      patchOf('json', '[{op: add, path: /spec/containers/0/securityContext, value: {privilleged: true}}]'),
      drops('spec.containers.0.securityContext.privilleged', 'privileged'),
    ],
    [
      'a replaced object',
      'replace: {resource: configmaps, name: m, body: {apiVersion: v1, kind: ConfigMap, dat: {}}}',
      drops('dat', 'data'),
    ],
    [
      'a request',
      'request: {method: POST, path: "/api/v1/namespaces/{{ namespace }}/pods", body: {spec: {contaners: []}}}',
      drops('spec.contaners', 'containers'),
    ],
    [
      'a request to a subresource',
      'request: {method: PUT, path: "/apis/apps/v1/namespaces/n/deployments/d/scale", body: {spec: {replica: 1}}}',
      drops('spec.replica', 'replicas'),
    ],
  ])('is a warning: %s', (_, step, warning) => {
    const {problems, warnings} = attack(step);
    expect(problems).toEqual([]);
    expect(said(warnings)).toEqual([warning]);
  });

  test('is warned of at the field', () => {
    const {warnings} = loadText(
      'attack:\n  - create:\n      apiVersion: v1\n      kind: Pod\n      metadata: {name: p}\n      spec:\n        contaners: []',
    );
    expect(warnings).toEqual([`mine.yaml:${FIRST_LINE + 6}:9 warning: ${drops('spec.contaners', 'containers')}`]);
  });

  test('is an error in an apply, which the API server refuses for it', () => {
    const {problems, warnings} = attack('apply: {apiVersion: v1, kind: ConfigMap, metadata: {name: m}, dat: {a: b}}');
    expect(said(problems)).toEqual([
      'Kubernetes 1.34 has no field dat here, so the API server refuses to apply it (500): did you mean data?',
    ]);
    expect(warnings).toEqual([]);
  });
});

describe('a value of the wrong type', () => {
  test.each([
    [
      'a text for a number',
      deployment('{replicas: "2"}'),
      refuses('spec.replicas', 'a whole number of 32 bits', 'a text'),
    ],
    ['a number for a text', map('data: {count: 5}'), refuses('data.count', 'a text', 'a number')],
    [
      'a label',
      'create: {apiVersion: v1, kind: ConfigMap, metadata: {name: m, labels: {v: 1}}}',
      refuses('metadata.labels.v', 'a text', 'a number'),
    ],
    ['a text for a flag', pod(', hostPID: "true"'), refuses('spec.hostPID', 'true or false', 'a text')],
    ['a map for a list', pod(', volumes: {name: v}'), refuses('spec.volumes', 'a list', 'a map')],
    ['a text for a map', pod(', securityContext: root'), refuses('spec.securityContext', 'a map', 'a text')],
    [
      'a secret that is not base64',
      'create: {apiVersion: v1, kind: Secret, metadata: {name: s}, data: {a: "not base64"}}',
      refuses('data.a', 'base64', 'a text'),
    ],
    [
      'a merge patch',
      patchOf('merge', '{spec: {hostPID: 1}}'),
      refuses('spec.hostPID', 'true or false', 'a number', 422),
    ],
    [
      'a JSON patch',
      patchOf('json', '[{op: replace, path: /spec/hostPID, value: 1}]'),
      refuses('spec.hostPID', 'true or false', 'a number', 422),
    ],
    [
      'what a template fills in is a text',
      deployment('{replicas: "{{ index }}"}'),
      refuses('spec.replicas', 'a whole number of 32 bits', 'a text'),
    ],
  ])('is an error: %s', (_, step, problem) => {
    expect(said(attack(step.includes('index') ? `${step}, repeat: 2` : step).problems)).toEqual([problem]);
  });
});

test.each([
  [
    'templates',
    'create: {apiVersion: v1, kind: Secret, metadata: {name: "{{ name }}"}, data: {a: "{{ token }}", "{{ name }}": YQ==}}',
  ],
  ['a quantity that is filled in', pod('', container(', resources: {limits: {cpu: "{{ token }}"}}'))],
  ['a field that is filled in', map('"{{ token }}": 1')],
  [
    'directives of a strategic patch',
    patchOf('strategic', '{spec: {$retainKeys: [containers], containers: [{$patch: delete, name: c}]}}'),
  ],
  ['what a merge patch removes', patchOf('merge', '{metadata: {labels: {a: null}}, spec: null}')],
  [
    'what a JSON patch tests or removes',
    patchOf('json', '[{op: test, path: /spec/frob, value: 1}, {op: remove, path: /spec/frob}]'),
  ],
  ['a custom resource', 'create: {apiVersion: kyverno.io/v1, kind: Policy, metadata: {name: a}, spec: {frob: 1}}'],
  [
    'a port by name',
    'create: {apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: 80, targetPort: http}]}}',
  ],
  ['a mistake that is the point of its step', `${pod(', hostPID: "true", contaners: []')}, answers: [400]`],
  ['a path that is not a resource', 'request: {method: POST, path: /healthz, body: {frob: 1}}'],
  ['a text', 'request: {method: POST, path: /api/v1/namespaces/n/pods, body: frob}'],
])('%s may be anything', (_, step) => {
  expect(attack(step)).toMatchObject({problems: [], warnings: []});
});

describe('the API server does what is said', () => {
  const POD = {metadata: {name: 'p'}, spec: {containers: [{name: 'c', image: 'i'}]}};

  test('of fields that do not exist, and of values of the wrong type', async () => {
    const {admin, namespace} = await simulated();
    const base = `/api/v1/namespaces/${await namespace('n')}`;
    await admin('POST', `${base}/serviceaccounts`, {metadata: {name: 'default'}});
    const typo = await admin('POST', `${base}/pods`, {...POD, spec: {...POD.spec, contaners: []}});
    expect(typo).toMatchObject({code: 201, warnings: ['unknown field "spec.contaners"']});
    expect(await admin('POST', `${base}/configmaps`, {metadata: {name: 'm'}, data: {count: 5}})).toMatchObject({
      code: 400,
    });
    const patch = {contentType: 'application/merge-patch+json'};
    expect(await admin('PATCH', `${base}/pods/p`, {spec: {hostPID: 1}}, patch)).toMatchObject({code: 422});
    const apply = {contentType: 'application/apply-patch+yaml'};
    const body = {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'm'}};
    const path = `${base}/configmaps/m?fieldManager=f`;
    expect(await admin('PATCH', path, {...body, dat: {}}, apply)).toMatchObject({code: 500});
    expect(await admin('PATCH', path, {...body, data: {count: 5}}, apply)).toMatchObject({code: 500});
  });
});

describe('commands', () => {
  const file = (spec: string) => {
    const {file: written} =
      loadText(`attack: [{create: {apiVersion: v1, kind: Pod, metadata: {name: p}, spec: ${spec}}}]
actor: {serviceAccount: a, rules: [{apiGroups: [""], resources: [pods], verbs: [create]}]}`);
    return written;
  };
  const mild = () => file('{contaners: [], containers: [{name: c, image: i}]}');
  const wrong = () => file('{containers: {name: c, image: i}}');

  test('lint warns, and refuses a wrong type', async () => {
    const warned = await kubedrill('lint', '--scenarios', mild(), '--json');
    expect(JSON.parse(warned.stdout).problems).toContainEqual(
      expect.objectContaining({
        check: 'unknown-body-field',
        severity: 'warning',
        message: drops('spec.contaners', 'containers'),
      }),
    );
    expect(warned.code).toBe(0);
    const refused = await kubedrill('lint', '--scenarios', wrong());
    expect(refused.stdout).toContain(refuses('spec.containers', 'a list', 'a map'));
    expect(refused.code).toBe(2);
  });

  test('plan and run do, too, before anything is sent', async () => {
    const scenario = mild();
    const warning = `warning: ${drops('spec.contaners', 'containers')}`;
    expect((await kubedrill('plan', scenario)).stdout).toContain(warning);
    const run = await kubedrill('run', scenario, '--cluster', 'simulated', '--out', tempDir());
    expect(run.stderr).toContain(warning);
    const refused = await kubedrill('run', wrong(), '--cluster', 'simulated', '--out', tempDir());
    expect(refused.stderr).toContain(refuses('spec.containers', 'a list', 'a map'));
    expect(refused.code).toBe(2);
  });
});
