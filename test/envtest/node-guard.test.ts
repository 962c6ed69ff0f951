import {expect, test} from 'vitest';
import {ApiClient} from '../../src/cluster/api/client.js';
import {nodeGuard, nodeGuardBinding} from '../../src/drill/respond/shared/node-guard.js';
import {servers} from './servers.js';

const GROUP = '/apis/admissionregistration.k8s.io/v1';
const APPS = '/apis/apps/v1/namespaces/default/deployments';
const STUDENT = {
  'Impersonate-User': 'system:serviceaccount:people:ada',
  'Impersonate-Group': 'system:serviceaccounts:people',
};

test('no workload gains what takes its node from a student, and a bad one can be mended', async () => {
  const envtest = await servers('apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: None}]\n');
  const client = new ApiClient(envtest.kubeConfig, 'test');
  const send = (method: 'POST' | 'PATCH', path: string, body: object, headers = {}) =>
    client.send(
      {method, path, body, headers, ...(method === 'PATCH' && {contentType: 'application/strategic-merge-patch+json'})},
      {auditId: crypto.randomUUID()},
    );
  const makes = async (path: string, body: object) => expect(await send('POST', path, body)).toMatchObject({code: 201});
  const rbac = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings';
  await makes(rbac, {
    metadata: {name: 'people'},
    roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin'},
    subjects: [{kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: STUDENT['Impersonate-Group']}],
  });
  const deployment = (name: string, pod: object, container: object) => ({
    metadata: {name},
    spec: {
      selector: {matchLabels: {app: name}},
      template: {
        metadata: {labels: {app: name}},
        spec: {containers: [{name: 'c', image: 'a', ...container}], ...pod},
      },
    },
  });
  const hard = {securityContext: {allowPrivilegeEscalation: false}};
  await makes(APPS, deployment('good', {}, hard));
  await makes(
    APPS,
    deployment(
      'bad',
      {hostPID: true, volumes: [{name: 'v', hostPath: {path: '/'}}]},
      {
        securityContext: {privileged: true},
        volumeMounts: [{name: 'v', mountPath: '/host'}],
      },
    ),
  );
  await makes(`${GROUP}/validatingadmissionpolicies`, {
    ...nodeGuard(STUDENT['Impersonate-Group']),
    metadata: {name: 'guard'},
  });
  await makes(`${GROUP}/validatingadmissionpolicybindings`, {...nodeGuardBinding('guard'), metadata: {name: 'guard'}});
  const patch = (name: string, spec: object) =>
    send('PATCH', `${APPS}/${name}?dryRun=All`, {spec: {template: {spec}}}, STUDENT);
  const c = (more: object) => ({containers: [{name: 'c', ...more}]});
  // A policy is in force a moment after it was made.
  await expect.poll(async () => (await patch('good', {hostNetwork: true})).code, {timeout: 100_000}).toBe(403);
  for (const spec of [
    {hostPID: true},
    {hostIPC: true},
    {serviceAccountName: 'other'},
    {nodeName: 'n'},
    {volumes: [{name: 'v', hostPath: {path: '/'}}]},
    c({ports: [{containerPort: 80, hostPort: 80}]}),
    c({securityContext: {allowPrivilegeEscalation: true}}),
    c({securityContext: {privileged: true, allowPrivilegeEscalation: null}}),
    c({securityContext: {capabilities: {add: ['SYS_ADMIN']}}}),
  ]) {
    const {code, message} = await patch('good', spec);
    expect([code, message], JSON.stringify(spec)).toEqual([403, expect.stringContaining('would gain')]);
  }
  for (const [name, spec] of [
    ['good', c({image: 'b'})],
    ['bad', c({image: 'b'})],
    ['bad', {hostPID: false}],
    ['bad', c({securityContext: {privileged: false}})],
  ] as const)
    expect(await patch(name, spec), name).toMatchObject({code: 200});
  expect(await send('PATCH', `${APPS}/bad/scale`, {spec: {replicas: 0}}, {...STUDENT})).toMatchObject({code: 200});
  const jobs = '/apis/batch/v1/namespaces/default/cronjobs';
  const pod = {containers: [{name: 'c', image: 'a'}], restartPolicy: 'Never', hostNetwork: true};
  await makes(jobs, {
    metadata: {name: 'j'},
    spec: {schedule: '* * * * *', jobTemplate: {spec: {template: {spec: pod}}}},
  });
  expect(await send('PATCH', `${jobs}/j`, {spec: {suspend: true}}, STUDENT)).toMatchObject({code: 200});
  const worse = {spec: {jobTemplate: {spec: {template: {spec: {hostPID: true}}}}}};
  expect(await send('PATCH', `${jobs}/j`, worse, STUDENT)).toMatchObject({code: 403});

  const secret = (type: string) =>
    send(
      'POST',
      '/api/v1/namespaces/default/secrets?dryRun=All',
      {metadata: {name: 's', annotations: {'kubernetes.io/service-account.name': 'default'}}, type},
      STUDENT,
    );
  expect(await secret('Opaque')).toMatchObject({code: 201});
  expect(await secret('kubernetes.io/service-account-token')).toMatchObject({
    code: 403,
    message: expect.stringContaining('the token of an account'),
  });
});
