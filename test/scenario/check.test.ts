import {describe, expect, test} from 'vitest';
import {FIRST_LINE, loadText} from '../helpers/scenario-file.js';

const at = (line: number, column: number) => `mine.yaml:${FIRST_LINE + line - 1}:${column}`;
const GET = 'get: {resource: pods, name: a}';

describe('what a schema cannot see is told at its place', () => {
  test.each([
    [
      'a name that nobody fills in',
      `attack:\n  - get: {resource: pods, name: "{{ nmae }}"}`,
      /^mine\.yaml:7:5 \{\{ nmae \}\} is none of name, token/,
    ],
    [
      'a value that is saved later only',
      `attack:\n  - get: {resource: pods, name: "{{ ip }}"}\n  - ${GET}\n    save: {ip: status.podIP}`,
      /^mine\.yaml:7:5 \{\{ ip \}\} is none of/,
    ],
    [
      'a value of the benign twin in the attack',
      `benign:\n  - ${GET}\n    save: {ip: status.podIP}\nattack:\n  - get: {resource: pods, name: "{{ ip }}"}`,
      /^mine\.yaml:10:5 \{\{ ip \}\} is none of/,
    ],
    [
      'index where nothing is repeated',
      `attack:\n  - get: {resource: pods, name: "a-{{ index }}"}`,
      /\{\{ index \}\} is none of/,
    ],
    [
      'somebody whose credential no step has got',
      `attack:\n  - ${GET}\n    credential: {name: thief, token: status.token}\n  - ${GET}\n    as: thef`,
      'nobody is thef here: did you mean thief?',
    ],
    ['a resource that nobody knows', 'attack:\n  - list: {resource: widgets}', 'widgets is no built-in resource'],
    [
      'a Secret that would be shown',
      'attack:\n  - get: {resource: secrets, name: a}\n    save: {token: data.token}',
      'attack.0.save.token: is a name that every scenario has already',
    ],
    [
      'a value of a Secret that would be shown',
      'attack:\n  - get: {resource: secrets, name: a}\n    save: {stolen: data.token}',
      'save would put what is secret into requests, logs and reports; hold it with `credential`',
    ],
    [
      'a token that would be shown',
      'attack:\n  - request: {method: POST, path: /api/v1/namespaces/a/serviceaccounts/b/token}\n    save: {stolen: status.token}',
      'save would put what is secret into',
    ],
    [
      'a Secret that is waited for and would be shown',
      'attack:\n  - wait: {resource: secrets, name: a, field: data.token, matches: ., within: 1s}\n    save: {stolen: data.token}',
      'save would put what is secret into',
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
      'drill is somebody already; give the credential another name',
    ],
    [
      'a way back that depends on the attack',
      `attack:\n  - ${GET}\n    save: {ip: status.podIP}\nundo:\n  - delete: {resource: pods, name: "{{ ip }}"}`,
      /^mine\.yaml:10:5 \{\{ ip \}\} is none of/,
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
      'what only a variant has wrong',
      `variants:\n  v:\n    attack:\n      - get: {resource: pods, name: "{{ x }}"}`,
      /^mine\.yaml:9:9 \{\{ x \}\} is none of/,
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
