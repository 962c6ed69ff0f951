import {cpSync, mkdirSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {kubedrill} from '../helpers/cli.js';
import {auditEvent} from '../helpers/rules.js';
import {tempDir, tempFile} from '../helpers/temp.js';

const at = (name: string) => `test/fixtures/cases/20-sigma/${name}`;
const LOG = 'test/fixtures/cases/19-sigma-pysigma-takes/plain.log';
const play = (rules: string, log = LOG) => kubedrill('rules', 'test', '--log', log, '--rules', rules);

/** A log of one event for each spec, as it is written. */
const logWith = (...specs: string[]) =>
  tempFile(
    'audit.log',
    specs
      .map((spec, i) =>
        JSON.stringify(auditEvent({auditID: `a${i}`, requestObject: {spec: 0}})).replace('"spec":0', `"spec":${spec}`),
      )
      .join('\n'),
  );

/** A file that is refused: exit code 2, its place, and why; `lint` says the same. */
async function refused(name: string, why: RegExp) {
  const played = await play(at(name));
  expect(played).toMatchObject({code: 2, stderr: expect.stringMatching(why)});
  expect(played.stderr).toContain('0 rules loaded, 1 skipped: ');
  const linted = await kubedrill('lint', '--rules', at(name));
  expect(linted.stdout).toMatch(why);
  return linted;
}

describe('20-sigma', () => {
  test.each([
    ['31_empty.yml', /31_empty\.yml:1:1 .*there is no rule in this file/],
    ['32_only_comment.yml', /32_only_comment\.yml:1:1 .*there is no rule in this file/],
  ])('%s: no rule at all is an error, and a warning of lint', async (name, why) => {
    expect((await refused(name, why)).code).toBe(0);
  });

  test('49_product_case.yml: never asked is an error, with the count and why', async () => {
    const {code, stderr} = await play(at('49_product_case.yml'));
    expect(stderr).toMatch(/0 rules loaded, 1 skipped: 1 not about the Kubernetes audit log/);
    expect(stderr).toMatch(/49_product_case\.yml:2:1 .*product and service are written in lower case/);
    expect(code).toBe(2);
  });

  test('an empty folder is an error', async () => {
    const dir = tempDir();
    expect(await play(dir)).toMatchObject({code: 2, stderr: expect.stringContaining('there is no usable rule')});
    expect((await kubedrill('lint', '--rules', dir)).code).toBe(2);
  });

  test('A.YML: found in a folder', async () => {
    const dir = tempDir();
    mkdirSync(`${dir}/rules`);
    cpSync(at('A.YML'), `${dir}/rules/A.YML`);
    expect(await play(`${dir}/rules`)).toMatchObject({code: 0, stderr: 'rules: 1 rule loaded\n'});
  });

  test.each([
    ['23_latin1.yml', /23_latin1\.yml:8:\d+ this byte is not UTF-8/],
    ['37_tag_js.yml', /37_tag_js\.yml:8:\d+ .*js\/function/],
    ['42_num_title.yml', /42_num_title\.yml:1:1 .*title is not a text/],
    ['diff-mod34.yml', /lt and gt are two comparisons/],
    ['diff-mod29.yml', /fieldref takes the name of a field, without wildcards/],
    ['diff-mod17.yml', /base64 takes texts/],
    ['diff-list01.yml', /null stands alone/],
    ['diff-all_single.yml', /all is about several values/],
  ])('%s: refused, with its place', async (name, why) => {
    expect((await refused(name, why)).code).toBe(2);
  });

  test.each(['21_trailing_sep.yml', '08_merge_key.yml', 'spec-value-percentile.yml', 'chain.yml'])(
    '%s: loads',
    async name => {
      const {code, stderr} = await play(at(name));
      expect(stderr).toMatch(/^rules: \d rules? loaded\n$/);
      expect(code).toBe(0);
    },
  );

  test('deep-objects-5000.ndjson: an event that is nested too deeply is counted with its line, and the others are judged', async () => {
    const {code, stdout} = await play(at('rule-keyword.yml'), at('deep-objects-5000.ndjson'));
    expect(stdout).toMatch(/\d+ events?, 1 record that could not be read: \d+ alarms?/);
    expect(code).toBe(0);
  });

  test('bom.ndjson: the first event of a log with a byte order mark counts', async () => {
    const lines = readFileSync(at('bom.ndjson'), 'utf8').split('\n').filter(Boolean);
    const {stdout} = await play(at('rule-keyword.yml'), at('bom.ndjson'));
    expect(stdout).toContain(`\n${lines.length} events: `);
  });

  test('diff-gt0.yml: "0x10" is not a number', async () => {
    const log = logWith('{"v":"0x10"}', '{"v":"16"}', '{"v":16}');
    expect((await play(at('diff-gt0.yml'), log)).stdout).toContain('3 events: 2 alarms');
  });

  test('diff-typed11.yml: 9007199254740993 is not 9007199254740992', async () => {
    const log = logWith('{"v":9007199254740993}', '{"v":9007199254740992}', '{"v":"9007199254740992"}');
    expect((await play(at('diff-typed11.yml'), log)).stdout).toContain('3 events: 2 alarms');
  });

  test.each([
    ['fieldref-typo.yml', /:5:5 warning: .* no field objectRef\.nmae; perhaps objectRef\.name is meant/],
    ['verb-case.yml', /:5:5 warning: .*no value of verb fits contains exec; it is one of get, /],
    ['verb-case.yml', /:6:5 warning: .*no value of objectRef\.resource fits re \^Pods\$; it is in lower case/],
  ])('%s: lint says what no event has', async (name, why) => {
    expect((await kubedrill('lint', '--rules', at(name))).stdout).toMatch(why);
  });
});
