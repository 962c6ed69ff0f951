import {describe, expect, test} from 'vitest';
import {FIRST_LINE, loadText} from '../helpers/scenario-file.js';

const at = (line: number, column: number) => `mine.yaml:${FIRST_LINE + line - 1}:${column}`;
const GET = 'get: {resource: pods, name: a}';

describe('what a schema cannot see is told at its place', () => {
  test.each([
    [
      'a token that no step obtains, and a certificate that cannot be revoked',
      `attack:\n  - ${GET}\n    credential: {name: thief, certificate: status.certificate}\nrespond:\n  contain: {checks: [{revoked: thief}]}`,
      /^mine\.yaml:10:\d+ no step obtains a token thief: known are actor; a certificate cannot be revoked/,
    ],
    [
      'a check of a resource that nobody knows, among several',
      `attack:\n  - ${GET}\nrespond:\n  contain: {checks: [{any: [{gone: pods, name: a}, {back: widgets, name: b}]}]}`,
      /^mine\.yaml:9:\d+ widgets is not a built-in resource/,
    ],
    [
      'a check of what the attack alone finds out',
      `attack:\n  - ${GET}\n    save: {ip: status.podIP}\nrespond:\n  contain: {checks: [{gone: pods, name: "{{ ip }}"}]}`,
      /^mine\.yaml:10:\d+ \{\{ ip \}\} is not one of/,
    ],
    [
      'a selector that is none',
      `attack:\n  - ${GET}\nrespond:\n  contain: {checks: [{absent: {selector: "app = = miner"}}]}`,
      /^mine\.yaml:9:\d+ "app = = miner" is not a label selector/,
    ],
    [
      'a selector with a list that is not closed',
      `attack:\n  - ${GET}\nrespond:\n  contain: {checks: [{isolated: {selector: "a=b,c in (d"}}]}`,
      /^mine\.yaml:9:\d+ "c in \(d" is not a label selector/,
    ],
    [
      'a right in a group that does not have it, which nobody has',
      `attack:\n  - ${GET}\nrespond:\n  contain: {checks: [{denied: {user: eve, verb: create, resource: clusterrolebindings}}]}`,
      /^mine\.yaml:9:\d+ clusterrolebindings are not in the core API group/,
    ],
    [
      'a right by a verb that there is not',
      `attack:\n  - ${GET}\nrespond:\n  contain: {checks: [{denied: {user: eve, verb: gt, resource: secrets}}]}`,
      /^mine\.yaml:9:\d+ .*did you mean get/,
    ],
    [
      'a name that no object can have',
      `attack:\n  - ${GET}\nrespond:\n  contain: {checks: [{gone: configmaps, name: "A/../b"}]}`,
      /^mine\.yaml:9:\d+ "A\/\.\.\/b" is not a name/,
    ],
    [
      'something to stop that does not run',
      `attack:\n  - ${GET}\nrespond:\n  contain: {checks: [{stopped: configmaps, name: a}]}`,
      /^mine\.yaml:9:\d+ configmaps cannot be scaled to zero/,
    ],
    [
      'evidence that nobody can read',
      `attack:\n  - ${GET}\nrespond:\n  preserve: [{resource: widgets, name: a}]\n  contain: {checks: []}`,
      /^mine\.yaml:9:\d+ widgets is not a built-in resource/,
    ],
    [
      'a story with a name that nobody fills in',
      `attack:\n  - ${GET}\nrespond:\n  story: "In {{ nmaespace }}"\n  contain: {checks: []}`,
      /^mine\.yaml:9:\d+ \{\{ nmaespace \}\} is not one of/,
    ],
    [
      'a name that nobody fills in',
      `attack:\n  - get: {resource: pods, name: "{{ nmae }}"}`,
      /^mine\.yaml:7:5 \{\{ nmae \}\} is not one of name, token/,
    ],
    [
      'a value that is saved later only',
      `attack:\n  - get: {resource: pods, name: "{{ ip }}"}\n  - ${GET}\n    save: {ip: status.podIP}`,
      /^mine\.yaml:7:5 \{\{ ip \}\} is not one of/,
    ],
    [
      'a value of the benign twin in the attack',
      `benign:\n  - ${GET}\n    save: {ip: status.podIP}\nattack:\n  - get: {resource: pods, name: "{{ ip }}"}`,
      /^mine\.yaml:10:5 \{\{ ip \}\} is not one of/,
    ],
    [
      'index where nothing is repeated',
      `attack:\n  - get: {resource: pods, name: "a-{{ index }}"}`,
      /\{\{ index \}\} is not one of/,
    ],
    [
      'somebody whose credential no step has got',
      `attack:\n  - ${GET}\n    credential: {name: thief, token: status.token}\n  - ${GET}\n    as: thef`,
      'there is no identity thef here: did you mean thief?',
    ],
    ['a resource that nobody knows', 'attack:\n  - list: {resource: widgets}', 'widgets is not a built-in resource'],
    [
      'a Secret that would be shown',
      'attack:\n  - get: {resource: secrets, name: a}\n    save: {token: data.token}',
      'attack.0.save.token: is a name that every scenario has already',
    ],
    [
      'a value of a Secret that would be shown',
      'attack:\n  - get: {resource: secrets, name: a}\n    save: {stolen: data.token}',
      'save would put a secret into requests, logs and reports: use `credential` instead',
    ],
    [
      'a token that would be shown',
      'attack:\n  - request: {method: POST, path: /api/v1/namespaces/a/serviceaccounts/b/token}\n    save: {stolen: status.token}',
      'save would put a secret into',
    ],
    [
      'a Secret that is waited for and would be shown',
      'attack:\n  - wait: {resource: secrets, name: a, field: data.token, matches: ., within: 1s}\n    save: {stolen: data.token}',
      'save would put a secret into',
    ],
    [
      'a need that is not named',
      'needs: [api]\nattack:\n  - node: {command: [id]}',
      'add node-exec to needs: this step asks for it',
    ],
    ['a pod that must run', 'needs: [api]\nattack:\n  - exec: {pod: a, command: [id]}', 'add node to needs'],
    [
      'a certificate that must be seen',
      `needs: [api]\nattack:\n  - ${GET}\n    as: expired-certificate`,
      'add client-certificates to needs',
    ],
    [
      'a credential with the name of somebody else',
      `attack:\n  - ${GET}\n    credential: {name: drill, token: x}`,
      'drill is the name of an identity already: give the credential another',
    ],
    [
      'a way back that depends on the attack',
      `attack:\n  - ${GET}\n    save: {ip: status.podIP}\nundo:\n  - delete: {resource: pods, name: "{{ ip }}"}`,
      /^mine\.yaml:10:5 \{\{ ip \}\} is not one of/,
    ],
    [
      'a way back under another name',
      'undo:\n  - delete: {resource: pods, name: a}\n    as: actor',
      'as is not for undo',
    ],
    [
      'a name in the rights of the attacker',
      'actor: {serviceAccount: a, rules: [{resources: [pods], resourceNames: ["{{ name }}"], verbs: [get]}]}',
      /^mine\.yaml:6:1 \{\{ name \}\} is not filled in here/,
    ],
    [
      'an expectation of no step',
      `attack:\n  - id: first\n    ${GET}\nexpect: [{stage: audited, within: 1s, step: frist}]`,
      `${at(4, 39)} there is no attack step frist; steps with an id: first`,
    ],
    [
      'a name that nothing ends',
      'attack:\n  - get: {resource: pods, name: "{{ name"}',
      /^mine\.yaml:7:5 no \}\} ends the \{\{ of "\{\{ name"/,
    ],
    [
      'an SLA in which nothing can happen',
      'expect: [{stage: alerted, within: 0s}]',
      `${at(1, 27)} expect.0.within: must be longer than 0s`,
    ],
    [
      'a reference that is not on the web',
      'references: ["javascript:alert(1)"]',
      `${at(1, 14)} references.0: must be a web address, such as https://example.com/page`,
    ],
    [
      'a JSON patch that is a map',
      'attack:\n  - patch: {resource: pods, name: a, type: json, body: {a: 1}}',
      'attack.0.patch.body: must be a list of operations in a json patch',
    ],
    [
      'an operation that JSON patches do not have',
      'attack:\n  - patch: {resource: pods, name: a, type: json, body: [{op: test, path: ""}, {op: set, path: /a}]}',
      'has no operation in place 1: op is one of add, remove',
    ],
    [
      'a merge patch that is a list',
      'attack:\n  - patch: {resource: pods, name: a, body: [{op: add, path: /a, value: 1}]}',
      'must be a map in a merge patch; a list of operations is a patch of `type: json`',
    ],
    [
      'a group that is not there',
      'attack:\n  - create: {apiVersion: core/v1, kind: Service, metadata: {name: a}}',
      'Service is of v1, not of core/v1',
    ],
    ['a group of a resource', 'attack:\n  - list: {resource: foos, apiVersion: app/v1}', 'there is no API group app'],
    [
      'an object without a name',
      'attack:\n  - create: {apiVersion: v1, kind: Service, metadata: {labels: {a: b}}}',
      /^mine\.yaml:7:5 a Service needs a name: write metadata\.name or metadata\.generateName/,
    ],
    [
      'an object that is applied without a name',
      'attack:\n  - apply: {apiVersion: v1, kind: Service, metadata: {generateName: a-}}',
      'a Service is applied by its name: write metadata.name',
    ],
    [
      'a name that no object of its kind can have',
      'attack:\n  - create: {apiVersion: v1, kind: ConfigMap, metadata: {name: Bad_Name}}',
      /^mine\.yaml:7:58 no ConfigMap can be called Bad_Name: a lowercase RFC 1123 subdomain must consist of/,
    ],
    [
      'a name that is none once it is filled in',
      'attack:\n  - apply: {apiVersion: v1, kind: Service, metadata: {name: "{{ name }}.{{ index }}"}}\n    repeat: 2',
      'no Service can be called {{ name }}.{{ index }}, which becomes for example kd-a1b2c3.1: a DNS-1035 label must',
    ],
    [
      'what a name is to begin with',
      'attack:\n  - create: {apiVersion: v1, kind: Secret, metadata: {generateName: Bad-}}',
      /^mine\.yaml:7:55 no Secret can be called Bad-: a lowercase RFC 1123/,
    ],
    [
      'what only a variant has wrong',
      `variants:\n  v:\n    attack:\n      - get: {resource: pods, name: "{{ x }}"}`,
      /^mine\.yaml:9:9 \{\{ x \}\} is not one of/,
    ],
  ])('%s', (_, sections, expected) => {
    const {problems} = loadText(sections);
    expect(problems[0]).toMatch(expected);
  });

  test('what is right is not complained about: names, credentials and needs in their order', () => {
    const {problems} = loadText(`
setUp:
  - get: {resource: configmaps, name: coredns, namespace: kube-system}
    save: {corefile: data.Corefile}
  - keyPair: {credential: guest, commonName: "{{ name }}"}
    save: {csr: request}
undo:
  - patch: {resource: configmaps, name: coredns, namespace: kube-system, body: {data: {Corefile: "{{ corefile }}"}}}
  - node: {command: [rm, -f, "/tmp/{{ name }}"]}
attack:
  - request: {method: POST, path: "/api/v1/namespaces/{{ namespace }}/serviceaccounts/a/token", body: {spec: {}}}
    credential: {name: thief, token: status.token}
  - get: {resource: pods, name: "{{ csr }}-{{ index }}"}
    repeat: 2
    as: thief
contain: [{gone: pods, name: "{{ corefile }}", within: 1m}]
`);
    expect(problems).toEqual([]);
  });
});
