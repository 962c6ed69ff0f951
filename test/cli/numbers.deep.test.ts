import {describe, expect, test} from 'vitest';
import {countFlag, durationFlag, numberFlag} from '../../src/cli/number-flags.js';
import {kubedrill} from '../helpers/cli.js';
import {tempDir, tempFile} from '../helpers/temp.js';

/** What no flag takes as a number: not one, not a decimal one, or further than any flag goes. */
const NEVER = ['', ' ', 'NaN', 'Infinity', '-Infinity', '-1', '1e999', '0x10', '٣', '1_000', '9'.repeat(400)];
const NEVER_WHOLE = [...NEVER, '0.5', '1.0', '1e3'];
const NEVER_LONG = ['', '5', '-5s', '99999999999d', `${'9'.repeat(400)}h`, '1e3s', 'Infinitys', 'NaNs', '366d'];

describe('what is not a number of a range is refused with the range', () => {
  const range = {least: 1, most: 50};

  test.each([...NEVER_WHOLE, '0', '51'])('a whole number: %j', text => {
    expect(() => countFlag('--x', text, range)).toThrow('is not a whole number from 1 to 50');
  });
  test.each([...NEVER, '0', '50.1'])('a number: %j', text => {
    expect(() => numberFlag('--x', text, range)).toThrow('is not a number from 1 to 50');
  });
  test.each([...NEVER_LONG, '0s'])('a duration: %j', text => {
    expect(() => durationFlag('--x', text, '1ms')).toThrow('is not a duration from 1ms to 365d');
  });
  test('both ends are in it', () => {
    expect(['1', '50'].map(text => countFlag('--x', text, range))).toEqual([1, 50]);
    expect(['1', '49.5', '50'].map(text => numberFlag('--x', text, range))).toEqual([1, 49.5, 50]);
    expect(['0ms', '1.5s', '365d'].map(text => durationFlag('--x', text))).toEqual([0, 1500, 365 * 86_400_000]);
  });
});

describe('every flag that takes a number has its range, and wrong usage ends with 2', () => {
  const rules = ['rules', 'test', '--log', 'README.md', '--labels', 'none', '--max-false-alarms'];
  test.each<[string[], string]>([
    [['plan', '--sla-factor', 'Infinity'], 'a number from 0.001 to 1000'],
    [['plan', '--sla', '99999999d'], 'a duration from 0ms to 365d'],
    [['run', '--parallel', '0.5'], 'a whole number from 1 to 50'],
    [['run', '--sla-factor', '1e999'], 'a number from 0.001 to 1000'],
    [['run', '--grace', '-5s'], 'a duration from 0ms to 365d'],
    [['live', 'core', '--seed', '10000'], 'a whole number from 0 to 9999'],
    [['replay', '--speed', 'Infinity'], 'a number from 0 to 10000'],
    [['coverage', '--lines', 'NaN'], 'a whole number from 1 to 10000'],
    [['coverage', '--within', '366d'], 'a duration from 1ms to 365d'],
    [['stack', 'up', 'efk', '--timeout', '2d'], 'a duration from 1s to 1d'],
    [[...rules, '1e999'], 'a whole number from 0 to 1000000000'],
    [[...rules, '9'.repeat(400)], 'a whole number from 0 to 1000000000'],
  ])('%j', async (argv, range) => {
    const {code, stderr} = await kubedrill(...argv);
    expect(stderr).toContain(`is not ${range}`);
    expect(code).toBe(2);
  });
});

const drill = (more: string) => () => [
  'lint',
  '--drills',
  tempFile('d.yaml', `title: x\ndescription: x\nscenarios: [secrets-listed]\n${more}\n`),
];
const stack = (source: string) => () => [
  'plan',
  '--stack',
  tempFile('stack.yaml', `title: x\nsources: [{${source}}]\n`),
];
const wait = (text: string) => () => [
  'lint',
  '--scenarios',
  tempFile(
    's.yaml',
    [
      'title: x\ndescription: x\nseverity: high\ntags: {attack: [T1613]}\nprevent: x\nreferences: []',
      "actor: {rules: [{apiGroups: [''], resources: [pods], verbs: [list]}]}",
      `attack: [{wait: {for: ${text}}}]\nexpect: [{stage: audited, within: 10s}]\n`,
    ].join('\n'),
  ),
];
const URL_OF = (port: string) => `type: alertmanager, url: 'http://127.0.0.1:${port}'`;

describe('and so it is in a file, at its place', () => {
  test.each<[string, () => string[], string]>([
    ['a factor of SLAs', drill('sla: {factor: .inf}'), 'factor'],
    ['a factor of SLAs, not a number', drill('sla: {factor: .nan}'), 'factor'],
    ['a factor of SLAs, negative', drill('sla: {factor: -1}'), 'sla.factor: must be at least 0.001'],
    ['a factor of SLAs, huge', drill('sla: {factor: 1e9}'), 'sla.factor: must be at most 1000'],
    ['a grace', drill('sla: {grace: 99999999d}'), 'sla.grace: must be a duration from 0ms to 365d'],
    ['how many side by side', drill('parallel: 51'), 'parallel: must be at most 50'],
    ['half a scenario', drill('parallel: 0.5'), 'parallel: must be a whole number'],
    ['a score', drill('gates: [{name: x, minScore: 101}]'), 'minScore: must be at most 100'],
    ['false alarms', drill('gates: [{name: x, maxFalseAlarms: 1e999}]'), 'maxFalseAlarms: must be'],
    ['a wait', wait('99999999d'), 'must be a duration from 0ms to 365d'],
    ['a port that is listened on', stack('type: falco, listen: {port: 65536}'), 'port: must be at most 65535'],
    ['a negative port', stack('type: falco, listen: {port: -1}'), 'port: must be at least 0'],
    ['the port of a server', stack(URL_OF('65536')), 'url: must be an http or https URL whose port is from 1 to 65535'],
    ['time between two questions', stack(`${URL_OF('1')}, every: 0s`), 'every: must be a duration above 0ms'],
    ['a known delay', stack(`${URL_OF('1')}, delays: [{for: 99999d, why: x}]`), 'must be a duration from 0ms to 365d'],
  ])('%s', async (_, argv, told) => {
    const {code, stdout, stderr} = await kubedrill(...argv());
    expect(stdout + stderr).toContain(told);
    expect(code).toBe(2);
  });

  test('nothing was begun with any of them', async () => {
    const out = tempDir();
    const {code, stderr} = await kubedrill('run', '--cluster', 'simulated', '--parallel', '0.5', '--out', out);
    expect([code, stderr.split('\n')[0]]).toEqual([2, 'kubedrill: --parallel 0.5 is not a whole number from 1 to 50']);
  });
});
