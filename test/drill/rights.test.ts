import {describe, expect, test} from 'vitest';
import {makePlan} from '../../src/drill/plan/plan.js';
import {isGiven, standings} from '../../src/drill/rights/standing.js';
import {loadDrill, resolveScenarios} from '../../src/scenario/load.js';
import type {Scenario} from '../../src/scenario/schema.js';
import {drill} from '../helpers/drill.js';
import {scenarioOf} from '../helpers/scenario-file.js';

const scenario = (sections: string): Scenario => resolveScenarios(['mine'], [scenarioOf(sections)])[0] as Scenario;

const lackingOf = (sections: string): string[] => {
  const mine = scenario(sections);
  return standings(mine, makePlan(loadDrill('core'), [mine])).flatMap(({step, standing, lacking}) =>
    standing === 'lacking' ? [`${step}: ${lacking.join(', ')}`] : [],
  );
};

const AUDITED = 'needs: [api, node]\nexpect: [{stage: audited, within: 5s}]';
const judged = async (sections: string) =>
  (await drill([scenario(`${AUDITED}\n${sections}`)])).find('scenario.judged', 'mine');
const NOTHING = 'actor: {serviceAccount: a}';
const RBAC = 'apiVersion: rbac.authorization.k8s.io/v1';

describe('a refusal for want of a right that the scenario does not give is no prevention', () => {
  test.each([
    ['a read', 'attack: [{id: s, list: {resource: secrets}}]'],
    ['a change', 'attack: [{id: s, patch: {resource: configmaps, name: a, namespace: kube-system, body: {}}}]'],
    ['a stream', 'attack: [{id: s, exec: {pod: a, command: [id]}}]'],
    ['a path that is no resource', 'attack: [{id: s, request: {method: GET, path: /metrics}}]'],
    ['another name', 'attack: [{id: s, request: {method: GET, path: /api, headers: {Impersonate-User: jane}}}]'],
    ['nobody', 'attack: [{id: s, as: anonymous, list: {resource: secrets}}]'],
    [
      'a role that it may not fill',
      `actor: {serviceAccount: a, rules: [{apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: [create]}]}
attack: [{id: s, create: {${RBAC}, kind: Role, metadata: {name: r}, rules: [{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}]}}]`,
    ],
    [
      'a role that it may not bind',
      `actor: {serviceAccount: a, rules: [{apiGroups: [rbac.authorization.k8s.io], resources: [rolebindings], verbs: [create]}]}
attack: [{id: s, create: {${RBAC}, kind: RoleBinding, metadata: {name: r}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}, subjects: []}}]`,
    ],
    [
      'rights in another namespace only',
      `actor: {serviceAccount: a, rules: [{apiGroups: [""], resources: [secrets], verbs: [list]}]}
attack: [{id: s, list: {resource: secrets, namespace: kube-system}}]`,
    ],
  ])('%s is not executed', async (_, sections) => {
    expect(await judged(sections.startsWith('actor') ? sections : `${NOTHING}\n${sections}`)).toMatchObject({
      verdict: 'not executed',
      explanation: expect.stringMatching(
        /^step s failed: the scenario does not grant the right to it.*(cannot|attempting)/,
      ),
    });
    expect(lackingOf(sections.startsWith('actor') ? sections : `${NOTHING}\n${sections}`)).toHaveLength(1);
  });

  test('the same is prevented where the scenario says that the refusal is its point', async () => {
    const sections = `${NOTHING}\nattack: [{id: s, toBeRefused: true, list: {resource: secrets}}]`;
    expect(await judged(sections)).toMatchObject({verdict: 'prevented'});
    expect(lackingOf(sections)).toEqual([]);
  });

  test('and where admission refuses what the actor may do', async () => {
    expect(
      await judged(`
actor: {serviceAccount: a, rules: [{apiGroups: [""], resources: [pods], verbs: [create]}]}
setUp:
  - patch: {resource: namespaces, name: "{{ namespace }}", body: {metadata: {labels: {pod-security.kubernetes.io/enforce: baseline}}}}
attack:
  - id: s
    create: {apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {hostPID: true, containers: [{name: c, image: i}]}}`),
    ).toMatchObject({verdict: 'prevented', explanation: expect.stringContaining('violates PodSecurity')});
  });
});

test('a right that a newer server wants beside those that the scenario knows of is not given', () => {
  const mine = scenario(
    'actor: {serviceAccount: a, rules: [{apiGroups: [""], resources: [pods/exec], verbs: [get]}]}\nattack: [{exec: {pod: p, command: [id]}}]',
  );
  const [step] = standings(mine, makePlan(loadDrill('core'), [mine]));
  if (!step) throw new Error('it has a step');
  const refused = (verb: string) =>
    `pods "p" is forbidden: User "a" cannot ${verb} resource "pods/exec" in API group ""`;
  expect(step.standing).toBe('held');
  expect(isGiven(step, refused('get'))).toBe(true);
  expect(isGiven(step, refused('create'))).toBe(false);
});

describe('rights as the authorizer counts them', () => {
  test.each([
    ['a name that a rule is about', 'resourceNames: [x]', 'get: {resource: pods, name: x}', []],
    ['another name', 'resourceNames: [x]', 'get: {resource: pods, name: y}', ['get-1: get pods']],
    [
      'a list, which has no name',
      'resourceNames: [x]',
      'list: {resource: pods, namespace: "{{ namespace }}"}',
      ['list-1: list pods'],
    ],
    ['a collection', '', 'delete: {resource: pods}', ['delete-1: deletecollection pods']],
    ['a subresource', '', 'get: {resource: pods/log, name: x}', ['get-1: get pods/log']],
  ])('%s', (_, names, step, lacking) => {
    const rule = `{apiGroups: [""], resources: [pods], verbs: [get, list, delete]${names && `, ${names}`}}`;
    expect(lackingOf(`actor: {serviceAccount: a, rules: [${rule}]}\nattack: [{${step}}]`)).toEqual(lacking);
  });

  test('an apply of what is not there is a create, too', () => {
    const rules = 'actor: {serviceAccount: a, rules: [{apiGroups: [""], resources: [configmaps], verbs: [patch]}]}';
    const apply = '{apply: {apiVersion: v1, kind: ConfigMap, metadata: {name: c}}}';
    expect(lackingOf(`${rules}\nattack: [${apply}]`)).toEqual(['apply-1: create configmaps']);
    expect(lackingOf(`${rules}\nsetUp: [${apply.replace('apply', 'create')}]\nattack: [${apply}]`)).toEqual([]);
  });

  test('the roles that set-up and attack bind count from then on', () => {
    const role = `{${RBAC}, kind: Role, metadata: {name: r}, rules: [{apiGroups: [""], resources: [secrets], verbs: [get]}]}`;
    const bind = `{${RBAC}, kind: RoleBinding, metadata: {name: r}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}, subjects: [{kind: ServiceAccount, name: a, namespace: "{{ namespace }}"}]}`;
    const get = '{id: s, get: {resource: secrets, name: x}}';
    expect(lackingOf(`${NOTHING}\nsetUp: [{create: ${role}}, {create: ${bind}}]\nattack: [${get}]`)).toEqual([]);
    expect(lackingOf(`${NOTHING}\nsetUp: [{create: ${role}}]\nattack: [${get}]`)).toEqual(['s: get secrets']);
  });

  test('what a scenario does not spell out is no mistake: a built-in role, a credential of its own', () => {
    const bind = `{create: {${RBAC}, kind: RoleBinding, metadata: {name: r}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}, subjects: [{kind: User, name: "{{ user }}"}]}}`;
    expect(lackingOf(`${NOTHING}\nsetUp: [${bind}]\nattack: [{get: {resource: secrets, name: x}}]`)).toEqual([]);
    expect(
      lackingOf(
        `${NOTHING}\nsetUp: [{get: {resource: secrets, name: x}, credential: {name: thief, token: data.token}}]\nattack: [{as: thief, list: {resource: secrets}}]`,
      ),
    ).toEqual([]);
  });
});
