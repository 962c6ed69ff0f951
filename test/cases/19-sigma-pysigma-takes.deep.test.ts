import {describe, expect, test} from 'vitest';
import {kubedrill} from '../helpers/cli.js';
import {tempFile} from '../helpers/temp.js';

const at = (name: string) => `test/fixtures/cases/19-sigma-pysigma-takes/${name}`;
const play = (rules: string, ...more: string[]) =>
  kubedrill('rules', 'test', '--log', at('plain.log'), '--rules', at(rules), ...more);

describe('19-sigma-pysigma-takes', () => {
  test('lvl.yml: a level in capitals loads', async () => {
    expect(await play('lvl.yml')).toMatchObject({code: 0, stdout: expect.stringContaining('3 events: 1 alarm')});
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
    expect(stdout).toContain('3 events: 1 alarm');
    expect(code).toBe(0);
  });

  test('placeholder.yml: refused without values, with the flag that gives them', async () => {
    expect(await play('placeholder.yml')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('the placeholder %admins% has no values: give them with --placeholders FILE'),
    });
  });

  test('placeholder.yml: with values it alarms', async () => {
    const values = tempFile('values.yml', 'admins: [alice, mall*]\n');
    expect(await play('placeholder.yml', '--placeholders', values)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('3 events: 1 alarm'),
    });
    const others = tempFile('values.json', '{"admins": "bob"}');
    expect((await play('placeholder.yml', '--placeholders', others)).stdout).toContain('3 events: 0 alarms');
    for (const command of ['lint', 'plan']) {
      const {code, stderr, stdout} = await kubedrill(
        command,
        '--rules',
        at('placeholder.yml'),
        '--placeholders',
        values,
      );
      expect([command, code, (stderr + stdout).includes('has no values')]).toEqual([command, 0, false]);
    }
  });

  test.each([
    ['admins: {a: b}', /values\.yml:1:\d+ admins: /],
    ['"%admins%": [x]', /a name has no blanks, percent signs or backslashes/],
    ['[', /values\.yml:\d+:\d+ /],
    ['', /placeholders are not valid/],
  ])('placeholders that are not valid (%s) are refused with their place', async (text, why) => {
    const {code, stderr} = await play('placeholder.yml', '--placeholders', tempFile('values.yml', text));
    expect(stderr).toMatch(why);
    expect(code).toBe(2);
  });
});
