import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {evaluatePolicy, parsePolicy} from '../../src/audit/policy.js';
import {requestInfo} from '../../src/audit/request-info.js';
import {recordedEvents} from '../helpers/recorded.js';

const policyOf = (rules: string) =>
  parsePolicy(`apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n${rules}`, 'policy.yaml');
const levelOf = (rules: string, method: string, path: string, user?: {username: string; groups: string[]}) =>
  evaluatePolicy(policyOf(rules).policy, {...(user && {user}), info: requestInfo(method, path)});
const alice = {username: 'alice', groups: ['team-a', 'system:authenticated']};

describe('evaluating an audit policy', () => {
  test('gives every request of a recorded log the level that the real API server gave it', () => {
    const text = readFileSync('test/fixtures/audit/policy-recorded.yaml', 'utf8');
    const {policy} = parsePolicy(text, 'policy-recorded.yaml');
    const differing = recordedEvents().filter(event => {
      const {username, groups = []} = event.user;
      // The verb is known here, so that the method need not be guessed.
      const info = {...requestInfo('GET', event.requestURI), verb: event.verb};
      const {level} = evaluatePolicy(policy, {...(username !== undefined && {user: {username, groups}}), info});
      return level !== event.level;
    });
    expect(differing.map(e => `${e.level} ${e.verb} ${e.requestURI}`)).toEqual([]);
  });

  test('takes the first rule that matches, and says which', () => {
    const rules =
      '- {level: None, verbs: [watch]}\n- {level: Request, resources: [{resources: [pods]}]}\n- level: Metadata';
    expect(levelOf(rules, 'GET', '/api/v1/pods')).toMatchObject({level: 'Request', rule: 2});
    expect(levelOf(rules, 'GET', '/api/v1/pods?watch=1')).toMatchObject({
      level: 'None',
      rule: 1,
      ruleText: 'level: None, verbs: watch',
    });
    expect(levelOf(rules, 'GET', '/version')).toMatchObject({level: 'Metadata', rule: 3});
  });

  test('logs nothing when no rule matches', () => {
    const decision = levelOf('- {level: Metadata, verbs: [create]}', 'GET', '/api/v1/pods');
    expect(decision.level).toBe('None');
    expect(decision).not.toHaveProperty('rule');
  });

  test('matches users and groups, which a request without valid credential does not have', () => {
    const rules = '- {level: Request, userGroups: [team-a]}\n- {level: Metadata, users: [alice]}';
    expect(levelOf(rules, 'GET', '/api/v1/pods', alice).level).toBe('Request');
    expect(levelOf(rules, 'GET', '/api/v1/pods', {...alice, groups: []}).level).toBe('Metadata');
    expect(levelOf(rules, 'GET', '/api/v1/pods').level).toBe('None');
  });

  test.each([
    ['pods', '/api/v1/pods', true],
    ['pods', '/api/v1/namespaces/a/pods/x/log', false],
    ['pods/log', '/api/v1/namespaces/a/pods/x/log', true],
    ['pods/*', '/api/v1/namespaces/a/pods/x/exec', true],
    ['pods/*', '/api/v1/namespaces/a/pods/x', true],
    ['pods/*', '/api/v1/namespaces/a/podtemplates', false],
    ['"*/status"', '/api/v1/nodes/x/status', true],
    ['"*"', '/api/v1/nodes/x/status', true],
  ])('resources: [%s] and %s', (resource, path, matches) => {
    const rules = `- {level: Request, resources: [{group: "", resources: [${resource}]}]}\n- level: Metadata`;
    expect(levelOf(rules, 'GET', path).level).toBe(matches ? 'Request' : 'Metadata');
  });

  test('keeps groups, namespaces, names and paths apart', () => {
    const rules =
      '- {level: Request, resources: [{group: apps}], namespaces: [prod]}\n' +
      '- {level: RequestResponse, resources: [{group: "", resources: [configmaps], resourceNames: [coredns]}]}\n' +
      '- {level: None, nonResourceURLs: ["/healthz*", /version]}\n- level: Metadata';
    expect(levelOf(rules, 'GET', '/apis/apps/v1/namespaces/prod/deployments').level).toBe('Request');
    expect(levelOf(rules, 'GET', '/apis/apps/v1/namespaces/test/deployments').level).toBe('Metadata');
    expect(levelOf(rules, 'GET', '/api/v1/namespaces/kube-system/configmaps/coredns').level).toBe('RequestResponse');
    expect(levelOf(rules, 'GET', '/healthz/etcd').level).toBe('None');
    expect(levelOf(rules, 'GET', '/versions').level).toBe('Metadata');
  });

  test('adds the stages that the rule omits to those of the policy', () => {
    const text =
      'apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\nrules: [{level: Metadata, omitStages: [ResponseStarted]}]';
    const {policy} = parsePolicy(text, 'p.yaml');
    expect(evaluatePolicy(policy, {info: requestInfo('GET', '/api')}).omitStages).toEqual([
      'RequestReceived',
      'ResponseStarted',
    ]);
  });
});

describe('reading an audit policy', () => {
  test('names every mistake with its place', () => {
    const read = () => policyOf('- {level: Everything}\n- {level: Metadata, verb: [get]}');
    expect(read).toThrow(/policy\.yaml:4:4 rules\.0\.level: .*\n.*policy\.yaml:5:21 verb: unknown key/);
  });

  test.each([
    ['a version in a group', '{level: None, resources: [{group: apps/v1}]}', /4:\d+ apps\/v1 is no API group/],
    ['a wildcard as group', '{level: None, resources: [{group: "*"}]}', /4:\d+ \* is no API group/],
    ['names of no resource', '{level: None, resources: [{resourceNames: [a]}]}', /4:\d+ resourceNames need resources/],
    ['resources and paths', '{level: None, resources: [{group: ""}], nonResourceURLs: [/a]}', /4:\d+ .*never both/],
    ['namespaces and paths', '{level: None, namespaces: [a], nonResourceURLs: [/a]}', /4:\d+ .*never both/],
    ['a path without a slash', '{level: None, nonResourceURLs: [healthz]}', /4:\d+ healthz does not begin with \//],
    ['a path with a wildcard inside', '{level: None, nonResourceURLs: ["/a*/b"]}', /4:\d+ .*only be at the end/],
  ])('refuses %s, as the API server does', (_, rule, message) => {
    expect(() => policyOf(`- ${rule}`)).toThrow(message);
  });

  test('a list without anything in it is no list', () => {
    expect(levelOf('- {level: Request, users: , verbs: }', 'GET', '/api/v1/pods').level).toBe('Request');
  });

  test.each([
    [
      'a rule behind one that matches all',
      '- level: Metadata\n- {level: None, verbs: [get]}',
      /rule 2 is never reached/,
    ],
  ])('warns of %s', (_, rules, message) => {
    const {warnings} = policyOf(rules);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.message).toMatch(message);
  });

  test('its own policy has nothing to warn of', () => {
    expect(parsePolicy(readFileSync('audit-policy.yaml', 'utf8'), 'audit-policy.yaml').warnings).toEqual([]);
  });
});
