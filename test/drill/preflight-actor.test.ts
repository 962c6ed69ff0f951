import {expect, test} from 'vitest';
import {makePlan} from '../../src/drill/plan/plan.js';
import {attackRequests} from '../../src/drill/plan/planned-requests.js';
import type {PreflightInput} from '../../src/drill/preflight/check.js';
import {actorPermissions} from '../../src/drill/preflight/permissions.js';
import {loadDrill, resolveScenarios} from '../../src/scenario/load.js';
import {scenarioOf} from '../helpers/scenario-file.js';

const planOf = (sections: string) => makePlan(loadDrill('core'), resolveScenarios(['mine'], [scenarioOf(sections)]));
const findings = (sections: string) => actorPermissions({plan: planOf(sections)} as PreflightInput);

test('an attacker without a right that its attack needs is told, by verb and resource', async () => {
  expect(
    await findings(`
actor: {serviceAccount: a, rules: [{apiGroups: [""], resources: [pods], verbs: [list]}]}
attack:
  - list: {resource: pods, namespace: "{{ namespace }}"}
  - exec: {pod: p, via: spdy, command: [id]}
`),
  ).toMatchObject([{state: 'warning', detail: 'a has no rule for: create pods/exec'}]);
});

test('what others do, and what everybody may, needs no right of the attacker', async () => {
  expect(
    await findings(`
actor: {serviceAccount: a}
attack:
  - list: {resource: secrets}
    as: drill
  - list: {resource: secrets}
    as: anonymous
    answers: [403]
  - request: {method: POST, path: /apis/authorization.k8s.io/v1/selfsubjectrulesreviews, body: {}}
  - node: {command: [id]}
`),
  ).toMatchObject([{state: 'ok'}]);
});

test('what is meant to be refused, and what is asked for in the name of another, needs no right of its own', async () => {
  expect(
    await findings(`
actor: {serviceAccount: a, clusterRules: [{apiGroups: [""], resources: [users], verbs: [impersonate]}]}
attack:
  - list: {resource: secrets}
    answers: [403]
  - list: {resource: secrets}
    toBeRefused: true
  - request: {method: GET, path: /api/v1/pods, headers: {impersonate-user: system:admin}}
`),
  ).toMatchObject([{state: 'ok'}]);
});

test('an answer that only a right brings about is none that makes up for it', async () => {
  expect(
    await findings('actor: {serviceAccount: a}\nattack:\n  - get: {resource: pods, name: gone}\n    answers: [404]'),
  ).toMatchObject([{state: 'warning', detail: 'a has no rule for: get pods'}]);
});

test('who makes each request is known beforehand as far as it can be', () => {
  const sections = `
actor: {serviceAccount: a}
setUp:
  - request: {method: POST, path: "/api/v1/namespaces/{{ namespace }}/serviceaccounts/a/token"}
    credential: {name: thief, token: status.token}
attack:
  - list: {resource: pods}
  - list: {resource: pods}
    as: anonymous
  - list: {resource: pods}
    as: expired-certificate
  - list: {resource: pods}
    as: thief
  - node:
      command: [id]
      seenAs: {user: "system:node:{{ node }}", method: POST, path: "/api/v1/namespaces/{{ namespace }}/pods"}
`;
  const plan = planOf(sections);
  const [scenario] = plan.scenarios;
  const planned = scenario ? attackRequests(scenario, plan) : [];
  expect(planned.map(r => [r.as, r.user?.username, r.unauthenticated])).toEqual([
    ['actor', 'system:serviceaccount:kd-000000:a', false],
    ['anonymous', 'system:anonymous', false],
    ['expired-certificate', undefined, true],
    ['thief', undefined, false],
    ['system:node:node', 'system:node:node', false],
  ]);
  expect(planned.at(-1)).toMatchObject({method: 'POST', path: '/api/v1/namespaces/kd-000000/pods'});
});
