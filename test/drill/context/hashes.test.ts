import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {ruleHashes, scenarioHash, stackHash} from '../../../src/drill/context/hashes.js';
import {chooseScenarios} from '../../../src/scenario/load.js';
import {loadRules} from '../../../src/sigma/load/load.js';
import {loadStack} from '../../../src/sources/stack/load.js';
import {tempDir, tempFile} from '../../helpers/temp.js';

const rule = (title: string, verb: string, more = '') => `title: ${title}
logsource: {product: kubernetes, service: audit}
detection:
  selection: {verb: ${verb}}
  condition: selection
${more}`;

function hashesOf(files: Record<string, string>) {
  const folder = tempDir();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return ruleHashes(loadRules([folder]).set);
}

const PACK = {'a.yml': rule('A', 'get'), 'b.yml': rule('B', 'list')};

describe('the hash of a rule', () => {
  it('changes with the rule, and with it that of the pack and no other', () => {
    const before = hashesOf(PACK);
    const after = hashesOf({...PACK, 'b.yml': rule('B', 'watch')});
    expect(after.byRule.a).toBe(before.byRule.a);
    expect(after.byRule.b).not.toBe(before.byRule.b);
    expect(after.pack).not.toBe(before.pack);
  });

  it('is the same whatever comments say, and in whatever order keys and files come', () => {
    const [head, ...rest] = rule('A', 'get').trimEnd().split('\n');
    const turned = `# another comment\n${rest.join('\n')}\n${head}\n`;
    expect(hashesOf({'b.yml': PACK['b.yml'], 'a.yml': turned})).toEqual(hashesOf(PACK));
  });

  it('changes with a filter that narrows it', () => {
    const filter = `title: Not ours
logsource: {product: kubernetes, service: audit}
filter:
  rules: [a]
  selection: {user.username: ours}
  condition: not selection`;
    const [before, after] = [hashesOf(PACK), hashesOf({...PACK, 'filter.yml': filter})];
    expect(after.byRule.a).not.toBe(before.byRule.a);
    expect(after.byRule.b).toBe(before.byRule.b);
  });

  it('changes with the values of the placeholders that it has, and of no other rule', () => {
    const expanded = rule('A', 'get').replace('verb: get', "verb|expand: '%verbs%'");
    const folder = tempDir();
    writeFileSync(join(folder, 'a.yml'), expanded);
    writeFileSync(join(folder, 'b.yml'), PACK['b.yml']);
    const [one, two] = ['get', 'list'].map(verb =>
      ruleHashes(loadRules([folder], {placeholders: {verbs: [verb]}}).set),
    );
    expect(one?.byRule.a).not.toBe(two?.byRule.a);
    expect(one?.byRule.b).toBe(two?.byRule.b);
  });

  it('is there for rules that can alert only', () => {
    const foreign = rule('W', 'get').replace('product: kubernetes, service: audit', 'product: windows');
    expect(Object.keys(hashesOf({...PACK, 'w.yml': foreign}).byRule)).toEqual(['a', 'b']);
  });
});

describe('the hash of a scenario', () => {
  const hashOf = (name: string) => chooseScenarios([name]).map(scenarioHash)[0];

  it('is of what is played: a variant has another', () => {
    expect(hashOf('escalating-role:granted')).not.toBe(hashOf('escalating-role'));
  });

  it('changes with a step, and not with where the file lies', () => {
    const text = (name: string) => `title: Own
description: A test
severity: low
tags: {attack: [T1552.007], owasp-2022: [], owasp-2025: [], threat-matrix: []}
actor: {anonymous: true}
attack: [{get: {resource: secrets, namespace: default, name: ${name}}}]
expect: [{stage: alerted, within: 5s}]
prevent: nothing
`;
    const [first, second] = [tempFile('own.yaml', text('own')), tempFile('own.yaml', `# moved\n${text('own')}`)];
    expect(hashOf(second)).toBe(hashOf(first));
    expect(hashOf(tempFile('own.yaml', text('other')))).not.toBe(hashOf(first));
  });
});

describe('the hash of a stack', () => {
  const STACK = `title: Test
sources:
  - type: elasticsearch
    url: https://store.example
    index: audit
    auth: {basic: {username: reader, password: '\${PASSWORD}'}}
`;
  const hashOf = (text: string, PASSWORD = 'one') => stackHash(loadStack(tempFile('stack.yaml', text), {PASSWORD}));

  it('does not change with a password, nor with where it is taken from', () => {
    const fromFile = STACK.replace("'${PASSWORD}'", `{file: ${tempFile('password', 'three')}}`);
    expect(hashOf(STACK, 'two')).toBe(hashOf(STACK));
    expect(hashOf(fromFile)).toBe(hashOf(STACK));
  });

  it('changes with what is asked', () => {
    expect(hashOf(STACK.replace('index: audit', 'index: audit-2'))).not.toBe(hashOf(STACK));
  });
});
