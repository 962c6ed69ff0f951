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
