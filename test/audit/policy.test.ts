import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {evaluatePolicy, parsePolicy} from '../../src/audit/policy.js';
import {requestInfo} from '../../src/kube/request-info.js';
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
    const read = () => policyOf('- {level: Everything}\n- {level: Metadata, verbs: get}');
    expect(read).toThrow(/policy\.yaml:4:4 rules\.0\.level: .*\n.*policy\.yaml:5:21 rules\.1\.verbs: /);
  });

  test.each([
    ['a misspelt key', '- {level: Metadata, verb: [get]}', /4:21 verb: unknown key, did you mean verbs\?; .*starts/],
    [
      'a key in another place',
      '- {level: None, resources: [{verbs: [get]}]}',
      /4:30 verbs: unknown key in this place; /,
    ],
    ['a key of its own', '- {level: Metadata, zzzzzzz: 1}', /4:21 zzzzzzz: unknown key; the API server ignores it/],
    ['a key that stands twice', '- {level: None, level: Metadata}', /4:17 level: duplicate key; .*last/],
  ])('%s is left out, as the API server does, and told', (_, rule, message) => {
    const {warnings} = parsePolicy(`apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n${rule}\n`, 'policy.yaml');
    expect(warnings.map(p => `${p.line}:${p.column} ${p.message}`)).toEqual([expect.stringMatching(message)]);
  });

  test.each([
    ['a verb in capitals', '{verbs: [GET]}', 'GET is not a verb of such requests; did you mean get?'],
    ['a verb of RBAC', '{verbs: [impersonate]}', /^impersonate is not a verb of such requests/],
    [
      'a method as verb of a resource',
      '{verbs: [post], resources: [{group: ""}]}',
      /^post is not a verb of such requests/,
    ],
    [
      'a verb of resources for a path',
      '{verbs: [list], nonResourceURLs: [/api]}',
      /^list is not a verb of such requests/,
    ],
    ['a star in a verb', '{verbs: ["*"]}', /^\* is not a verb, and verbs take no wildcards/],
    ['a star in a group', '{userGroups: ["system:*"]}', /^system:\*: userGroups take no wildcards/],
    [
      'a star in a service account',
      '{users: ["system:serviceaccount:ci:*"]}',
      /write userGroups: \["system:serviceaccounts:ci"\]$/,
    ],
    ['a star in every service account', '{users: ["system:serviceaccount:*"]}', /: \["system:serviceaccounts"\]$/],
    ['a star in a node', '{users: ["system:node:*"]}', /write userGroups: \["system:nodes"\]$/],
    ['a star in any other user', '{users: ["alice*"]}', /name each of them, or a group$/],
    [
      'the core group by its name',
      '{resources: [{group: core, resources: [pods]}]}',
      'there is no group core: pods, secrets and such are in group ""',
    ],
    ['the core group by its version', '{resources: [{group: v1}]}', /^there is no group v1: pods, secrets and such/],
    [
      'a resource of other groups',
      '{resources: [{group: batch, resources: [events]}]}',
      'there are no events in group "batch": they are in "" and events.k8s.io',
    ],
    ['a star in a namespace', '{namespaces: ["*"]}', /^\*: namespaces take no wildcards/],
    [
      'a star in a name',
      '{resources: [{group: "", resources: [secrets], resourceNames: ["db-*"]}]}',
      /^db-\*: resourceNames/,
    ],
    ['a part of a resource', '{resources: [{group: "", resources: ["pod*"]}]}', /^pod\*: \* stands for a whole name/],
    ['the singular', '{resources: [{group: apps, resources: [deployment]}]}', /did you mean deployments\?$/],
    ['a kind', '{resources: [{group: "", resources: [ConfigMap]}]}', /did you mean configmaps\?$/],
    [
      'a singular of dynamic resource allocation',
      '{resources: [{group: resource.k8s.io, resources: [resourceclaim]}]}',
      /did you mean resourceclaims\?$/,
    ],
    ['what only rights are about', '{resources: [{group: "", resources: [users]}]}', /^there are no users in group ""/],
    ['another group', '{resources: [{group: extensions, resources: [ingresses]}]}', /^there is no group extensions/],
    [
      'half a group',
      '{resources: [{group: rbac, resources: [roles]}]}',
      /did you mean rbac\.authorization\.k8s\.io\?$/,
    ],
    ['an unknown subresource', '{resources: [{group: "", resources: [pods/logs]}]}', /did you mean log\?$/],
    ['capitals of a custom resource', '{resources: [{group: x.example.com, resources: [Widgets]}]}', /lower case$/],
  ])('an entry that can match nothing is a warning: %s', (_, rule, message) => {
    const told = warningsOf(`- {level: None, ${rule.slice(1)}`);
    expect(told).toEqual([typeof message === 'string' ? message : expect.stringMatching(message)]);
  });

  test.each([
    '{verbs: [get, post]}',
    '{verbs: [proxy, deletecollection], resources: [{group: "", resources: ["*/status", "pods/*", "*"]}]}',
    '{namespaces: [""], resources: [{group: metrics.k8s.io, resources: [pods]}]}',
    '{resources: [{group: events.k8s.io, resources: [events]}, {group: x.example.com, resources: [widgets/part]}]}',
  ])('%s can match, and is no warning', rule => {
    expect(warningsOf(`- {level: None, ${rule.slice(1)}`)).toEqual([]);
  });

  test.each([
    ['verbs: [get, list]', 'verbs: [list]', true],
    ['verbs: [list]', 'verbs: [get, list]', false],
    ['verbs: [list]', 'users: [a]', false],
    ['resources: [{group: ""}]', 'users: [a], resources: [{group: "", resources: [pods/log]}]', true],
    ['resources: [{group: "", resources: ["pods/*"]}]', 'resources: [{group: "", resources: [pods, pods/log]}]', true],
    ['resources: [{group: "", resources: [pods]}]', 'resources: [{group: "", resources: [pods/log]}]', false],
    ['resources: [{group: "", resources: ["*/status"]}]', 'resources: [{group: "", resources: [pods/status]}]', true],
    ['resources: [{group: apps}]', 'resources: [{group: ""}]', false],
    ['namespaces: [a, b]', 'namespaces: [a], resources: [{group: ""}]', true],
    ['namespaces: [a]', 'resources: [{group: ""}]', false],
    ['nonResourceURLs: ["/api*"]', 'nonResourceURLs: [/api, "/apis/*"]', true],
    ['nonResourceURLs: ["*"]', 'resources: [{group: ""}]', false],
    ['nonResourceURLs: ["*"]', 'nonResourceURLs: [/version, "/api/*"]', true],
    ['nonResourceURLs: [/version, "/api*"]', 'nonResourceURLs: [/version, /apis]', true],
    ['nonResourceURLs: [/api]', 'nonResourceURLs: [/api, /version]', false],
    ['nonResourceURLs: [/api]', 'nonResourceURLs: [/apis]', false],
    ['nonResourceURLs: ["/api*"]', 'nonResourceURLs: [/healthz]', false],
    ['verbs: [get]', 'verbs: [get], nonResourceURLs: [/api]', true],
    ['resources: [{group: "", resources: ["*"]}]', 'resources: [{group: "", resources: [pods, pods/log]}]', true],
    ['resources: [{group: "", resources: [pods]}]', 'users: [a], resources: [{group: "", resources: [pods]}]', true],
    ['resources: [{group: "", resources: [pods]}]', 'resources: [{group: "", resources: [secrets]}]', false],
    [
      'resources: [{group: "", resources: [secrets], resourceNames: [a]}]',
      'resources: [{group: "", resources: [secrets]}]',
      false,
    ],
  ])('after a rule of %s one of %s never decides: %s', (wide, narrow, isShadowed) => {
    const told = warningsOf(`- {level: None, ${wide}}\n- {level: Metadata, ${narrow}}`);
    expect(told).toEqual(isShadowed ? ['rule 2 is never reached: rule 1 matches all that it matches'] : []);
  });

  test.each([
    ['a version in a group', '{level: None, resources: [{group: apps/v1}]}', /4:\d+ apps\/v1 is not an API group/],
    ['a wildcard as group', '{level: None, resources: [{group: "*"}]}', /4:\d+ \* is not an API group/],
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

  test('a warning stands at the entry that it is about', () => {
    const rule = [
      '- level: None',
      '  userGroups: [team, "x*"]',
      '  resources:',
      '    - {group: "", resources: [pods]}',
      '    - group: ""',
      '      resources: [pods, podz]',
    ];
    expect(policyOf(rule.join('\n')).warnings.map(p => `${p.line}:${p.column} ${p.message}`)).toEqual([
      expect.stringMatching(/^5:22 x\*: userGroups/),
      expect.stringMatching(/^9:25 there are no podz in group ""; did you mean pods\?$/),
    ]);
  });

  test.each([
    ['', '', false],
    ['omitManagedFields: true\n', '', true],
    ['omitManagedFields: true\n', ', omitManagedFields: false', false],
    ['', ', omitManagedFields: true', true],
    ['omitManagedFields: null\n', ', omitManagedFields: null', false],
  ])('managed fields are omitted by the rule, else by the policy: %j, %j', (ofPolicy, ofRule, omits) => {
    const text = `apiVersion: audit.k8s.io/v1\nkind: Policy\n${ofPolicy}rules: [{level: Metadata${ofRule}}]\n`;
    const {policy} = parsePolicy(text, 'p.yaml');
    expect(evaluatePolicy(policy, {info: requestInfo('GET', '/api')}).omitManagedFields).toBe(omits);
  });

  test('its own policy has nothing to warn of', () => {
    expect(parsePolicy(readFileSync('audit-policy.yaml', 'utf8'), 'audit-policy.yaml').warnings).toEqual([]);
  });
});

function warningsOf(rules: string): string[] {
  const {warnings} = parsePolicy(`apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n${rules}\n`, 'policy.yaml');
  return warnings.map(p => p.message);
}

describe('what is wrong with the file of a policy', () => {
  const HEAD = 'apiVersion: audit.k8s.io/v1\nkind: Policy\n';

  test.each<[string, string, RegExp]>([
    ['a map for a list', 'rules: {level: Metadata}\n', /:3:1 rules: must be a list, is a map/],
    ['a list for a text', 'rules: [{level: [Metadata]}]\n', /:3:10 rules\.0\.level: must be one of None,/],
    [
      'a text for a list',
      'rules: [{level: Metadata, verbs: get}]\n',
      /:3:27 rules\.0\.verbs: must be a list, is a text/,
    ],
    ['nothing', '', /rules: is missing \(a list\)/],
  ])('%s is told in the words of the file', (_, rules, message) => {
    expect(() => parsePolicy(`${HEAD}${rules}`, 'policy.yaml')).toThrow(message);
    expect(() => parsePolicy(`${HEAD}${rules}`, 'policy.yaml')).not.toThrow(/Invalid input|array|object/);
  });

  test('of two documents the first is in force, as for the API server, and the second is warned of', () => {
    const {policy, warnings} = parsePolicy(
      `${HEAD}rules: [{level: Metadata}]\n---\n${HEAD}rules: [{level: Nothing}]\n`,
      'policy.yaml',
    );
    expect(policy.rules).toHaveLength(1);
    expect(warnings).toEqual([
      expect.objectContaining({
        line: 5,
        severity: 'warning',
        message: expect.stringContaining('reads the first alone'),
      }),
    ]);
  });

  test('what ends with --- has one document', () => {
    expect(parsePolicy(`${HEAD}rules: [{level: Metadata}]\n---\n`, 'policy.yaml').warnings).toEqual([]);
  });
});
