import {writeFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {loadRules} from '../../src/sigma/load/load.js';
import {auditEvent, load, matching, rulesOf, ruleText, selecting} from '../helpers/rules.js';
import {tempDir} from '../helpers/temp.js';

const GLOBAL = `action: global
title: G
id: 11111111-2222-4333-8444-555555555555
logsource: {product: kubernetes, service: audit}
level: medium
`;
const rule = (verb: string, more = '') => `---\n${more}detection:\n  s: {verb: ${verb}}\n  condition: s\n`;

describe('collections of the first Sigma version are written out', () => {
  test('a global document gives its keys to every rule behind it', () => {
    const set = rulesOf(GLOBAL + rule('list') + rule('get'));
    expect(set.rules.map(({id, title, level}) => ({id, title, level}))).toEqual([
      {id: 'rule', title: 'G', level: 'medium'},
      {id: 'rule-2', title: 'G', level: 'medium'},
    ]);
    expect(matching(set, auditEvent({verb: 'get'}))).toEqual(['rule-2']);
  });

  test('what the global document says wins over a rule, as in pySigma', () => {
    expect(rulesOf(GLOBAL + rule('list', 'title: own\n')).rules[0]?.title).toBe('G');
  });

  test('reset ends it', () => {
    expect(load(`${GLOBAL}${rule('list')}---\naction: reset\n${rule('get')}`).problems[0]?.message).toMatch(
      /title is missing/,
    );
  });

  test('repeat is the rule before with other keys', () => {
    const first = ruleText('  s: {verb: list, stage: ResponseComplete}\n  condition: s', 'name: first\n');
    const set = rulesOf(`${first}---\naction: repeat\nname: second\ndetection:\n  s: {verb: get}\n`);
    expect(matching(set, auditEvent({verb: 'get'}))).toEqual(['second']);
    expect(matching(set, auditEvent({verb: 'get', stage: 'Panic'}))).toEqual([]);
    expect(matching(set, auditEvent({verb: 'list'}))).toEqual(['first']);
  });

  test('a mistake is told where it stands: in the rule, or in the global document', () => {
    const places = load(`${GLOBAL.replace('medium', 'bad')}${rule('list')}`).problems.map(
      p => `${p.line} ${p.message}`,
    );
    expect(places[0]).toMatch(/^5 level: /);
    expect(load(`${GLOBAL}---\ndetection:\n  s: {verb|gt: x}\n  condition: s\n`).problems[0]?.line).toBe(8);
  });

  test.each([
    ['action: repeat\n', 'there is no rule before this one to repeat'],
    ['action: include\n', 'action is global, reset or repeat, not include'],
  ])('%s is refused', (text, message) => {
    expect(load(text).problems[0]?.message).toBe(message);
  });
});

describe('what a file may hold', () => {
  test('an empty document is nothing: the id is still that of the file', () => {
    expect(rulesOf(`${selecting('verb: get')}---\n`).rules.map(r => r.id)).toEqual(['rule']);
  });

  test('merge keys', () => {
    const set = rulesOf(
      'x: &v {verb: get}\ntitle: T\nlogsource: {product: kubernetes}\ndetection:\n  s:\n    <<: *v\n  condition: s\n',
    );
    expect(matching(set, auditEvent({verb: 'get'}))).toEqual(['rule']);
    expect(matching(set, auditEvent({verb: 'list'}))).toEqual([]);
  });

  test.each(['medium', 'MEDIUM', 'Medium'])('the level %s', level => {
    expect(rulesOf(`level: ${level}\n${selecting('verb: get')}`).rules[0]?.level).toBe('medium');
  });

  test.each([
    ['30s', 30_000],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['1w', 604_800_000],
    ['10M', 26_297_460_000],
    ['1y', 31_556_952_000],
  ])('a timespan of %s', (timespan, ms) => {
    const correlation = `title: C\ncorrelation: {type: event_count, rules: [a], timespan: ${timespan}, condition: {gte: 1}}\n`;
    const base = ruleText('  s: {verb: get}\n  condition: s', 'name: a\n');
    expect(rulesOf(`${base}---\n${correlation}`).rules[1]).toMatchObject({timespanMs: ms});
  });

  test.each(['0s', '1.5m', '5 m', '5', '1W', '100ms', `${'9'.repeat(400)}d`])('%s is not a timespan', timespan => {
    const correlation = `title: C\ncorrelation: {type: event_count, rules: [a], timespan: '${timespan}', condition: {gte: 1}}\n`;
    expect(load(correlation).problems[0]?.message).toMatch(/timespan must be a number and a unit/);
  });
});

describe('what is left out is counted with its reason', () => {
  const folder = (files: Record<string, string | Buffer>) => {
    const dir = tempDir();
    for (const [name, content] of Object.entries(files)) writeFileSync(`${dir}/${name}`, content);
    return dir;
  };
  const good = selecting('verb: get');

  test('rules with mistakes, about other logs, and files without a rule', () => {
    const dir = folder({
      'A.YML': good,
      'bad.yml': `level: bad\n${good}`,
      'comment.yaml': '# nothing\n',
      'empty.yml': '',
      'windows.yml': good.replace('kubernetes', 'windows'),
      'Case.yml': good.replace('kubernetes', 'Kubernetes').replace('audit', 'Audit'),
      'notes.txt': 'not a rule',
    });
    const {set} = loadRules([dir]);
    expect(set.rules.filter(r => r.applicable).map(r => r.id)).toEqual(['A']);
    expect(set.skipped.map(({file, why, message}) => `${file.slice(dir.length + 1)} ${why}: ${message}`)).toEqual([
      expect.stringContaining('bad.yml mistake: level: must be one of'),
      'comment.yaml empty: there is no rule in this file',
      'empty.yml empty: there is no rule in this file',
      'Case.yml foreign: Case is not about the Kubernetes audit log: product and service are written in lower case',
      'windows.yml foreign: windows is not about the Kubernetes audit log',
    ]);
  });

  test('a byte that is not UTF-8 is a mistake, with its place', () => {
    const bytes = Buffer.concat([Buffer.from('title: "ü \ufffd x'), Buffer.from([0xe9]), Buffer.from('"\n')]);
    const {problems} = loadRules([folder({'latin1.yml': bytes})]);
    expect(problems.map(p => `${p.line}:${p.column} ${p.message}`)).toEqual([
      '1:14 this byte is not UTF-8: save the file as UTF-8',
    ]);
  });

  test('a link that leads nowhere is a mistake, not a crash', async () => {
    const dir = folder({'good.yml': good});
    const {symlinkSync} = await import('node:fs');
    symlinkSync(`${dir}/gone`, `${dir}/link.yml`);
    const {set} = loadRules([dir]);
    expect(set.rules).toHaveLength(1);
    expect(set.skipped).toMatchObject([{why: 'mistake', message: expect.stringContaining('ENOENT')}]);
  });

  test('a correlation over a rule with a mistake is left out as well', () => {
    const {set} = load(
      `${ruleText('  s: {verb|gt: x}\n  condition: s', 'name: a\n')}---\ntitle: C\ncorrelation: {type: event_count, rules: [a], timespan: 1m, condition: {gte: 1}}\n`,
    );
    expect(set.rules).toEqual([]);
    expect(set.skipped.map(s => s.line)).toEqual([5, 9]);
  });
});
