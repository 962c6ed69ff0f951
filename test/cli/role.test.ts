import {describe, expect, test} from 'vitest';
import {parseAllDocuments} from 'yaml';
import type {RbacRule} from '../../src/kube/rbac-rule.js';
import {kubedrill} from '../helpers/cli.js';
import {tempFile} from '../helpers/temp.js';

/** The rules of the role that `plan --role` prints. */
async function rules(...flags: string[]): Promise<RbacRule[]> {
  const {stdout, code} = await kubedrill('plan', 'secrets-listed', '--role', 'bob', ...flags);
  expect(code).toBe(0);
  const [role, binding] = parseAllDocuments(stdout).map(document => document.toJS());
  expect(binding).toMatchObject({subjects: [{kind: 'User', name: 'bob'}]});
  return role.rules;
}

const stack = (...sources: string[]) =>
  tempFile('stack.yaml', `title: test\nsources:\n${sources.map(s => `  - ${s}\n`).join('')}`);
const has = (all: RbacRule[], resource: string) => all.find(rule => rule.resources?.includes(resource))?.verbs;

describe('the role that a drill needs', () => {
  test('has nothing for sources that the stack does not have', async () => {
    const all = await rules();
    expect(has(all, 'pods/log')).toBeUndefined();
    expect(has(all, 'events')).toBeUndefined();
  });

  test('has what sources read from the cluster', async () => {
    const all = await rules(
      '--stack',
      stack('{type: gatekeeper}', '{type: kubernetes-events}', '{type: container-logs}'),
    );
    expect(all.find(rule => rule.apiGroups?.includes('constraints.gatekeeper.sh'))).toMatchObject({
      resources: ['*'],
      verbs: ['list'],
    });
    expect(has(all, 'events')).toEqual(['list', 'watch']);
    expect(has(all, 'pods/log')).toEqual(['get']);
    expect(has(all, 'pods')).toEqual(['list']);
  });

  test('has no more of Gatekeeper than is to be read of it', async () => {
    const all = await rules('--stack', stack('{type: gatekeeper, evidence: [status]}'));
    expect(has(all, 'pods/log')).toBeUndefined();
    expect(has(all, 'events')).toBeUndefined();
  });
});

describe('the role of a ServiceAccount', () => {
  test('says which scenarios need each rule', async () => {
    const {stdout, code} = await kubedrill('plan', 'secrets-listed', 'pod-exec', '--rbac');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^ {2}# secrets-listed\n {2}- apiGroups: \[""\]\n {4}resources: \[secrets\]\n {4}verbs: \[create, list\]$/m,
    );
    expect(stdout).toMatch(/^ {2}# pod-exec\n.*\n {4}resources: \[pods\/exec\]\n {4}verbs: \[create, get\]$/m);
    expect(stdout).toMatch(
      /^ {2}# every drill\n.*\n {4}resources: \[namespaces\]\n {4}verbs: \[create, delete, get, list\]$/m,
    );
    expect(stdout).toMatch(
      /^ {2}# every scenario\n.*\n {4}resources: \[rolebindings, roles\]\n {4}verbs: \[create\]$/m,
    );
  });

  test('is one beside others: names and namespace are free', async () => {
    const {stdout} = await kubedrill('plan', 'pod-exec', '--rbac', '--name', 'nightly', '--namespace', 'drills');
    expect(parseAllDocuments(stdout).map(document => document.toJS())).toMatchObject([
      {kind: 'ServiceAccount', metadata: {name: 'nightly', namespace: 'drills'}},
      {kind: 'ClusterRole', metadata: {name: 'nightly'}},
      {
        kind: 'ClusterRoleBinding',
        metadata: {name: 'nightly'},
        roleRef: {kind: 'ClusterRole', name: 'nightly'},
        subjects: [{kind: 'ServiceAccount', name: 'nightly', namespace: 'drills'}],
      },
    ]);
  });

  test('has what the sources of a stack read, and says that it is for them', async () => {
    const {stdout} = await kubedrill('plan', 'pod-exec', '--rbac', '--stack', stack('{type: kubernetes-events}'));
    expect(stdout).toMatch(/# the sources of the stack\n.*\n {4}resources: \[events\]\n {4}verbs: \[list, watch\]/);
  });

  test.each([
    [['--rbac', '--role', 'bob'], '--role is for a user and --rbac for a ServiceAccount'],
    [['--name', 'nightly'], '--name is for the ServiceAccount that --rbac prints'],
    [['--role', 'bob', '--namespace', 'drills'], '--namespace is for the ServiceAccount that --rbac prints'],
    [['--rbac', '--name', 'Nightly'], '--name Nightly: a lowercase RFC 1123 subdomain must'],
    [['--rbac', '--namespace', 'a.b'], '--namespace a.b: must not contain dots'],
  ])('%s is wrong usage', async (argv, said) => {
    const {code, stdout, stderr} = await kubedrill('plan', 'pod-exec', ...argv);
    expect(stderr).toContain(said);
    expect({code, stdout}).toEqual({code: 2, stdout: ''});
  });
});
