import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {pluralOf} from '../../src/kube/built-in-resources.js';
import {ATTACK_IDS} from '../../src/scenario/attack-techniques.js';
import {loadScenarios} from '../../src/scenario/load.js';
import {FIRST_LINE, loadText} from '../helpers/scenario-file.js';
import {tempFile} from '../helpers/temp.js';

const at = (line: number, column: number) => `mine.yaml:${FIRST_LINE + line - 1}:${column}`;
const actor = (rule: string) => `actor: {serviceAccount: a, rules: [${rule}]}`;

describe('rules of an actor that no cluster would understand', () => {
  test.each([
    [
      'a verb',
      '{apiGroups: [""], resources: [pods], verbs: [get, lsit]}',
      'lsit is not a verb of Kubernetes: did you mean list?',
    ],
    [
      'a verb in capitals',
      '{apiGroups: [""], resources: [pods], verbs: [GET]}',
      'GET is not a verb of Kubernetes: did you mean get?',
    ],
    ['a verb of SQL', '{apiGroups: [""], resources: [pods], verbs: [select]}', 'select is not a verb of Kubernetes'],
    [
      'a singular',
      '{apiGroups: [""], resources: [secret], verbs: [get]}',
      'there is no resource secret: did you mean secrets?',
    ],
    [
      'a kind',
      '{apiGroups: [apps], resources: [Deployment], verbs: [get]}',
      'there is no resource Deployment: did you mean deployments?',
    ],
    [
      'a short name',
      '{apiGroups: [""], resources: [cm], verbs: [get]}',
      'there is no resource cm: did you mean configmaps?',
    ],
    [
      'a typo',
      '{apiGroups: [""], resources: [secerts], verbs: [get]}',
      'there is no resource secerts in the core API group: did you mean secrets?',
    ],
    [
      'another group',
      '{apiGroups: [""], resources: [deployments], verbs: [get]}',
      'deployments are not in the core API group, but in the API group apps',
    ],
    [
      'a subresource',
      '{apiGroups: [""], resources: [pods/logs], verbs: [get]}',
      'pods have no subresource logs: did you mean log?',
    ],
    [
      'a group',
      '{apiGroups: [app], resources: [deployments], verbs: [get]}',
      'there is no API group app: did you mean apps?',
    ],
    [
      'a version',
      '{apiGroups: [apps/v1], resources: [deployments], verbs: [get]}',
      'apps/v1 is a version: name the group alone, "apps"',
    ],
    [
      'the version of the core group',
      '{apiGroups: [v1], resources: [pods], verbs: [get]}',
      'v1 is a version: name the group alone, ""',
    ],
    [
      'no group',
      '{resources: [pods], verbs: [get]}',
      'grants get on nothing: apiGroups are missing ("" is the core group)',
    ],
    ['a path', '{nonResourceURLs: [metrics], verbs: [get]}', 'metrics is not a path: it begins with /'],
  ])('%s', (_, rule, message) => {
    const {problems} = loadText(actor(rule));
    expect(problems).toEqual([expect.stringMatching(/^mine\.yaml:6:\d+ /)]);
    expect(problems[0]).toContain(message);
  });

  test('the place is that of the word', () => {
    expect(loadText(actor('{apiGroups: [""], resources: [pods, secret], verbs: [get]}')).problems).toEqual([
      `${at(1, 72)} there is no resource secret: did you mean secrets?`,
    ]);
  });

  test.each([
    '{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}',
    '{apiGroups: [kyverno.io], resources: [policies], verbs: [exempt]}',
    '{apiGroups: [""], resources: ["*/scale", pods/log, serviceaccounts/token, users, groups], verbs: [get]}',
    '{apiGroups: [authentication.k8s.io], resources: [userextras/scopes, uids], verbs: [impersonate]}',
    '{apiGroups: [certificates.k8s.io], resources: [signers], verbs: [approve, sign]}',
    '{apiGroups: [authentication.k8s.io], resources: [users], verbs: ["impersonate:user-info"]}',
    '{apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: [bind, escalate]}',
    '{apiGroups: [apps, ""], resources: [deployments/scale, pods], verbs: [get]}',
    '{nonResourceURLs: [/metrics, "*"], verbs: [get, head]}',
  ])('what is right is left alone: %s', rule => {
    expect(loadText(actor(rule)).problems.filter(p => !p.includes('users'))).toEqual([]);
  });
});

describe('resources and kinds that a step or a check names', () => {
  test.each([
    ['attack:\n  - list: {resource: pod}', `${at(2, 12)} pod is not a built-in resource: did you mean pods?`],
    [
      'attack:\n  - get: {resource: secert, name: a}',
      `${at(2, 11)} secert is not a built-in resource: did you mean secrets?`,
    ],
    [
      'attack:\n  - get: {resource: pods/logs, name: a}',
      `${at(2, 11)} pods have no subresource logs: did you mean log?`,
    ],
    [
      'attack:\n  - get: {resource: deployments, apiVersion: v1, name: a}',
      `${at(2, 11)} deployments are not in the core API group, but in the API group apps`,
    ],
    [
      'attack:\n  - get: {resource: deployments, apiVersion: apps, name: a}',
      `${at(2, 11)} apiVersion apps is not GROUP/VERSION, such as apps/v1`,
    ],
    [
      'attack:\n  - create: {apiVersion: v1, kind: Pods}',
      `${at(2, 30)} there is no kind Pods in v1: did you mean Pod?`,
    ],
    ['attack:\n  - create: {apiVersion: v1, kind: Deployment}', `${at(2, 30)} Deployment is of apps/v1, not of v1`],
    [
      'attack:\n  - wait: {resource: pod, name: a, exists: true, within: 5s}',
      `${at(2, 12)} pod is not a built-in resource: did you mean pods?`,
    ],
    [
      'contain: [{gone: clusterrolebinding, name: a, within: 5s}]',
      `${at(1, 12)} clusterrolebinding is not a built-in resource: did you mean clusterrolebindings?`,
    ],
    [
      'variants:\n  v:\n    contain: [{gone: ns, name: a, within: 5s}]',
      `${at(3, 16)} ns is not a built-in resource: did you mean namespaces?`,
    ],
  ])('%s', (sections, message) => {
    expect(loadText(sections).problems).toEqual([message]);
  });

  test.each([
    'attack: [{list: {resource: policies, apiVersion: kyverno.io/v1}}]',
    'attack: [{list: {resource: cronjobs, apiVersion: batch/v1beta1}}]',
    'attack: [{create: {apiVersion: kyverno.io/v1, kind: Policy, metadata: {name: a}}}]',
    'attack: [{get: {resource: deployments/scale, name: a}}]',
  ])('what may be there is left alone: %s', sections => {
    expect(loadText(sections).problems).toEqual([]);
  });
});

describe('techniques', () => {
  test('that ATT&CK does not have are told at their place, with the nearest', () => {
    const yaml = readFileSync('scenarios/pod-exec.yaml', 'utf8').replace(
      /attack: \[T\d[^\]]*\]/,
      'attack: [T1609, T1552.099, T1999]',
    );
    const {problems} = loadScenarios([tempFile('mine.yaml', yaml)]);
    expect(problems.map(p => p.message)).toEqual([
      'ATT&CK has no technique T1552.099: did you mean T1552?',
      expect.stringMatching(/^ATT&CK has no technique T1999/),
    ]);
    expect(problems[0]).toMatchObject({line: yaml.slice(0, yaml.indexOf('T1552.099')).split('\n').length});
  });

  test('are those of ATT&CK 18 and 19, and what these have withdrawn', () => {
    expect(['T1552.007', 'T1562.001', 'T1685', 'T1685.006', 'T1098.006'].filter(id => !ATTACK_IDS.has(id))).toEqual([]);
    expect(['T1685.007', 'T0866', 'T9999', 'T1609.001'].filter(id => ATTACK_IDS.has(id))).toEqual([]);
    expect(ATTACK_IDS.size).toBe(858);
  });
});

test('people write resources in many ways', () => {
  const words = ['pod', 'Pod', 'po', 'networkpolicy', 'Ingress', 'sa', 'endpoints', 'priorityclass', 'widget'];
  expect(words.map(pluralOf)).toEqual([
    ...[
      'pods',
      'pods',
      'pods',
      'networkpolicies',
      'ingresses',
      'serviceaccounts',
      'endpoints',
      'priorityclasses',
      undefined,
    ],
  ]);
});
