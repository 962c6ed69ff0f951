import {describe, expect, test} from 'vitest';
import {kubedrill} from '../helpers/cli.js';

const at = (name: string) => `test/fixtures/cases/19-sigma-pysigma-takes/${name}`;
const play = (rules: string, ...more: string[]) =>
  kubedrill('rules', 'test', '--log', at('plain.log'), '--rules', at(rules), ...more);

describe('19-sigma-pysigma-takes', () => {
  test('lvl.yml: a level in capitals loads', async () => {
    expect(await play('lvl.yml')).toMatchObject({code: 0, stdout: expect.stringContaining('3 events: 1 alarms')});
  });

  test('global.yml: action: global is written out, both rules load', async () => {
    const {code, stdout, stderr} = await play('global.yml');
    expect(stderr).toContain('rules: 2 rules loaded\n');
    expect(stdout).toContain(' global ');
    expect(stdout).toContain(' global-2 ');
    expect(code).toBe(0);
  });

  test('wk.yml: a timespan of a week loads', async () => {
    const {code, stdout} = await play('wk.yml');
    expect(stdout).toContain('3 events: 1 alarms');
    expect(code).toBe(0);
  });
});
