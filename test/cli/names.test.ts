import {describe, expect, test} from 'vitest';
import {kubedrill} from '../helpers/cli.js';
import {tempDir, tempFile} from '../helpers/temp.js';

/** What every object inherits, which no map of ours has under these names. */
const INHERITED = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', 'isPrototypeOf'];

const rule = (detection: string) =>
  tempFile('r.yml', `title: x\nlogsource: {product: kubernetes, service: audit}\ndetection: ${detection}\n`);
const stack = (text: string) => tempFile('stack.yaml', `title: x\n${text}\n`);
const scenario = (change: string) =>
  tempFile(
    's.yaml',
    `title: x\ndescription: x\nseverity: high\ntags: {attack: [T1613]}\nprevent: x\nreferences: []\nactor: {rules: [{apiGroups: [''], resources: [pods], verbs: [list]}]}\nexpect: [{stage: audited, within: 10s}]\n${change}\n`,
  );

/** Every place of flags and files where a word is looked up. */
const PLACES: Record<string, (word: string) => string[]> = {
  command: word => [word],
  flag: word => ['run', `--${word}`],
  scenario: word => ['plan', word],
  variant: word => ['plan', `secrets-listed:${word}`],
  'variant of a drill': word => [
    'lint',
    '--drills',
    tempFile('d.yaml', `title: x\ndescription: x\nscenarios: ['secrets-listed:${word}']\ngates: []\n`),
  ],
  drill: word => ['plan', '--drill', word],
  'kind of cluster': word => ['run', '--cluster', word, '--out', tempDir()],
  'kind of cluster to look for': word => ['doctor', '--cluster', word],
  'action on a cluster': word => ['cluster', word],
  'action on a stack': word => ['stack', word],
  'stack to install': word => ['stack', 'up', word],
  'what is new': word => ['new', word, 'x', '--out', tempDir()],
  'format of lint': word => ['lint', '--format', word],
  'run to report': word => ['report', word, '--out', tempDir()],
  'action on rules': word => ['rules', word],
  'type of a source': word => ['plan', '--stack', stack(`sources: [{type: ${word}}]`)],
  'variable of the environment': word => [
    'plan',
    '--stack',
    stack(`sources: [{type: alertmanager, url: 'http://127.0.0.1:1', auth: {bearer: '\${${word}}'}}]`),
  ],
  'stage of an SLA': word => ['plan', '--stack', stack(`sla: {${word}: 3s}\nsources: [{type: audit-log}]`)],
  'selection of a rule': word => [
    'rules',
    'test',
    '--log',
    'README.md',
    '--rules',
    rule(`{s: {verb: list}, condition: ${word}}`),
  ],
  'modifier of a rule': word => [
    'rules',
    'test',
    '--log',
    'README.md',
    '--rules',
    rule(`{s: {'verb|${word}': list}, condition: s}`),
  ],
  'action of a step': word => ['plan', scenario(`attack: [{${word}: x}]`)],
  'resource of a step': word => ['plan', scenario(`attack: [{list: {resource: ${word}}}]`)],
  'credential of a step': word => ['plan', scenario(`attack: [{list: {resource: pods}, as: ${word}}]`)],
  'value of a step': word => ['plan', scenario(`attack: [{list: {resource: pods, namespace: '{{ ${word} }}'}}]`)],
};

describe.each(Object.keys(PLACES))('an unknown %s', place => {
  test.each(INHERITED)('%s is wrong usage', async word => {
    const {code, stdout, stderr} = await kubedrill(...(PLACES[place]?.(word) ?? []));
    expect({code, stdout, stderr}).toMatchObject({code: 2, stdout: expect.not.stringContaining('native code')});
  });
});

test('a field that every object inherits is in no audit event', async () => {
  const log = tempFile(
    'audit.log',
    '{"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"a","stage":"ResponseComplete","verb":"list"}\n',
  );
  for (const word of INHERITED) {
    const rules = rule(`{s: {'${word}|exists': true}, condition: s}`);
    const {code, stdout} = await kubedrill('rules', 'test', '--log', log, '--rules', rules);
    expect([word, code, stdout]).toEqual([word, 0, expect.stringContaining('0 alarms')]);
  }
});

test('the format of a report is one that there is', async () => {
  const run = tempDir();
  await kubedrill('run', 'secrets-listed', '--cluster', 'simulated', '--out', run);
  for (const word of INHERITED) {
    const {code, stderr} = await kubedrill('report', '--out', run, '--format', word);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`there is no format ${word}`)]);
  }
});
