import {describe, expect, test} from 'vitest';
import {auditEvent, matching, rulesOf, ruleText, selecting} from '../helpers/rules.js';

type Row = [sentence: string, selection: string, event: Record<string, unknown>, matches: boolean];

const containers = (...items: unknown[]) => ({requestObject: {spec: {containers: items}}});

function check(rows: readonly Row[]): void {
  test.each(rows)('%s', (_, selection, event, matches) => {
    expect(matching(rulesOf(selecting(selection)), auditEvent(event))).toHaveLength(matches ? 1 : 0);
  });
}

describe('fields', () => {
  const path = 'requestObject.spec.containers.securityContext.privileged: true';
  const add = 'requestObject.spec.containers.securityContext.capabilities.add';
  const decision = 'annotations.authorization.k8s.io/decision';
  check([
    ['a path crosses a list', path, containers({securityContext: {privileged: true}}), true],
    ['any element will do', path, containers({}, {securityContext: {privileged: true}}), true],
    ['none is not enough', path, containers({}, {securityContext: {privileged: false}}), false],
    [
      'a path crosses several lists',
      `${add}: SYS_ADMIN`,
      containers({securityContext: {capabilities: {add: ['NET', 'SYS_ADMIN']}}}),
      true,
    ],
    ['lists in lists are crossed', 'requestObject.a.b: 1', {requestObject: {a: [[{b: 0}], [{b: [1]}]]}}, true],
    ['null asks whether no element has it', `${path.split(':')[0]}: null`, containers({}, {}), true],
    [
      'null is not content when one has it',
      `${path.split(':')[0]}: null`,
      containers({}, {securityContext: {privileged: true}}),
      false,
    ],
    [
      'an annotation with dots in its key',
      `${decision}: forbid`,
      {annotations: {'authorization.k8s.io/decision': 'forbid'}},
      true,
    ],
    [
      'an annotation whose key begins like another',
      `${decision}: allow`,
      {annotations: {authorization: 'x', 'authorization.k8s.io/decision': 'allow'}},
      true,
    ],
    [
      'a label with dots in its key',
      'requestObject.metadata.labels.app.kubernetes.io/name: web',
      {requestObject: {metadata: {labels: {'app.kubernetes.io/name': 'web'}}}},
      true,
    ],
    [
      'a flat key, as some pipelines make them',
      'objectRef.name: web',
      {objectRef: undefined, 'objectRef.name': 'web'},
      true,
    ],
    ['a field below a text is absent', 'verb.name|exists: true', {}, false],
  ]);
});

describe('maps and lists', () => {
  check([
    ['a map needs all of its fields', 'verb: list\nobjectRef.resource: pods', {}, true],
    ['one field that differs is enough to fail', 'verb: list\nobjectRef.resource: secrets', {}, false],
    ['a list of maps needs one of them', '- verb: get\n- objectRef.resource: pods', {}, true],
    ['a list of maps none of which fits', '- verb: get\n- objectRef.resource: secrets', {}, false],
    ['a list of words looks into the whole event', '- nothing\n- TEAM-A', {}, true],
    ['words are looked for in keys as well', '- requestURI', {}, true],
    ['words may hold wildcards', "- 'team?a'", {}, true],
    ['words may span keys and values', '- \'"verb":"list"\'', {}, true],
    ['a word that is nowhere', '- mimikatz', {}, false],
    ['numbers are words', '- 200', {}, true],
    ['words and maps may be alternatives', '- mimikatz\n- verb: list', {}, true],
    ["'|all' needs every word", "'|all': [alice, pods]", {}, true],
    ["'|all' fails for one that is missing", "'|all': [alice, secrets]", {}, false],
    ["'|re' looks for an expression", "'|re': 'team-[ab]'", {}, true],
    ["'|cased' regards case", "'|cased': [ALICE]", {}, false],
  ]);
});

describe('conditions', () => {
  const selections =
    '  yes1: {verb: list}\n  yes2: {objectRef.resource: pods}\n  no1: {verb: get}\n  no2: {verb: watch}\n  _hidden: {verb: get}';
  const conditions: [condition: string, matches: boolean][] = [
    ['yes1', true],
    ['no1', false],
    ['not no1', true],
    ['not not yes1', true],
    ['yes1 and yes2', true],
    ['yes1 and no1', false],
    ['no1 or yes1', true],
    ['YES1 OR yes1'.replace('YES1', 'no1'), true],
    ['yes1 AND NOT no1', true],
    ['yes1 or no1 and no2', true],
    ['(yes1 or no1) and no2', false],
    ['not no1 and no2', false],
    ['not (no1 and yes1)', true],
    ['1 of yes*', true],
    ['1 of no*', false],
    ['any of yes*', true],
    ['all of yes*', true],
    ['all of no*', false],
    ['not 1 of no*', true],
    ['all of yes* and not 1 of no*', true],
    ['1 of them', true],
    ['all of them', false],
    ['2 of them', true],
    ['3 of them', false],
    ['1 of yes1', true],
    ['1 of *es*', true],
    ['1 of _hid*', false],
    ['not 1 of _*', true],
    ['((yes1))', true],
  ];
  test.each(conditions)('%s', (condition, matches) => {
    const set = rulesOf(ruleText(`${selections}\n  condition: ${condition}`));
    expect(matching(set, auditEvent())).toHaveLength(matches ? 1 : 0);
  });

  test('names that begin with _ are not part of them', () => {
    const set = rulesOf(ruleText('  yes: {verb: list}\n  _no: {verb: get}\n  condition: all of them'));
    expect(matching(set, auditEvent())).toHaveLength(1);
  });

  test('of a list of conditions, one is enough', () => {
    const set = rulesOf(ruleText(`${selections}\n  condition: [no1, yes1]`));
    expect(matching(set, auditEvent())).toHaveLength(1);
  });
});
