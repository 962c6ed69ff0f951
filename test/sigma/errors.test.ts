import {describe, expect, test} from 'vitest';
import {loadRules} from '../../src/sigma/load/load.js';
import {load, ruleText, selecting} from '../helpers/rules.js';
import {tempDir} from '../helpers/temp.js';

const sum = (body: string) =>
  `${ruleText('  s: {verb: get}\n  condition: s', 'name: get\n')}---\ntitle: Sum\ncorrelation:\n${body.replace(/^/gm, '  ')}\n`;
const aliasBomb = () =>
  Array.from({length: 9}, (_, i) => `a${i}: &a${i} [${i ? `*a${i - 1},`.repeat(9) : 'x'}]`).join('\n');
const wrong = (text: string) => load(text).problems.map(p => `${p.line}:${p.column} ${p.message}`);

describe('what is wrong with a rule is said, with line and column', () => {
  const rows: [what: string, text: string, problem: string | RegExp][] = [
    ['no title', 'logsource: {}\ndetection: {s: {a: b}, condition: s}\n', '1:1 title: title is missing'],
    ['a title that is not a text', 'title: 5\n', '1:1 title: title is not a text: quote it'],
    ['null beside other values', selecting('verb: [get, null]'), /^5:5 verb: null stands alone/],
    ['all with one value', selecting('verb|all: [get]'), '5:5 verb|all: all is about several values, and there is one'],
    [
      'two comparisons of one field',
      selecting('verb|lt|gt: 5'),
      '5:5 verb|lt|gt: lt and gt are two comparisons: write a key for each',
    ],
    ['two parts of a time', selecting('verb|hour|day: 5'), /^5:5 verb\|hour\|day: hour and day are two comparisons/],
    ['a modifier that is there twice', selecting("verb|re|re: 'a'"), /^5:5 verb\|re\|re: re is there twice/],
    [
      'a reference with a wildcard',
      selecting('verb|fieldref: a*'),
      /^5:5 verb\|fieldref: fieldref takes .*without wildcards/,
    ],
    [
      'base64 of a number',
      selecting('verb|base64: 5'),
      '5:5 verb|base64: base64 takes texts: if 5 is meant as one, quote it',
    ],
    ['an expression that is a truth value', selecting('verb|re: true'), /^5:5 verb\|re: re takes texts/],
    ['a network that is a number', selecting('verb|cidr: 10'), /^5:5 verb\|cidr: cidr takes texts/],
    ['a tag that nobody knows', selecting("verb: !!js/function 'f'"), /^5:11 .*js\/function/],
    ['a document that refers to itself without end', `a: &a [*a]\n`, /^1:1 /],
    ['a document with a million aliases', aliasBomb(), /^1:1 .*alias/i],
    [
      'a document that is nested without end',
      `title: ${'['.repeat(200_000)}`,
      /^1:\d+ this is nested too deeply to be read/,
    ],
    ['no logsource', 'title: x\ndetection: {s: {a: b}, condition: s}\n', /^1:1 logsource: /],
    ['no condition', ruleText('  s: {verb: get}'), '3:1 there is no condition'],
    [
      'a level that is none',
      `level: bad\n${selecting('verb: get')}`,
      '1:1 level: must be one of informational, low, medium, high, critical',
    ],
    [
      'a selection that is not there',
      ruleText('  s: {verb: get}\n  condition: s and t'),
      '5:3 the condition names "t"; there is s',
    ],
    [
      'a condition that ends early',
      ruleText('  s: {verb: get}\n  condition: s and'),
      '5:3 the condition ends too early',
    ],
    ['an open parenthesis', ruleText('  s: {verb: get}\n  condition: (s'), '5:3 a parenthesis is not closed'],
    [
      'a parenthesis too many',
      ruleText('  s: {verb: get}\n  condition: s)'),
      '5:3 ")" was not expected in the condition',
    ],
    [
      'a pattern that names nothing',
      ruleText('  s: {verb: get}\n  condition: 1 of t*'),
      '5:3 "1 of t*" names no selection',
    ],
    [
      'more than there are',
      ruleText('  s: {verb: get}\n  condition: 2 of s*'),
      '5:3 "2 of s*" never means anything: 1 selections are named so',
    ],
    [
      'an aggregation',
      ruleText('  s: {verb: get}\n  condition: s | count() > 3'),
      /^5:3 aggregations after "\|" are obsolete/,
    ],
    ['a timeframe', ruleText('  s: {verb: get}\n  timeframe: 5m\n  condition: s'), /^5:3 timeframe is obsolete/],
    ['an empty selection', ruleText('  s: {}\n  condition: s'), '4:3 s is empty'],
    ['a list in a list', ruleText('  s: [[verb]]\n  condition: s'), /^4:7 a selection is a map of fields/],
    ['an empty list of values', selecting('verb: []'), '5:5 verb: there is no value'],
    ['a map for a value', selecting('verb: {a: b}'), '5:5 verb: a value must be a text, a number, true, false or null'],
    [
      'an unknown modifier',
      selecting('verb|begins: x'),
      /^5:5 verb\|begins: unknown modifier "begins"; known are contains, /,
    ],
    ['a flag without re', selecting('verb|i: x'), /^5:5 verb\|i: i, m and s are flags/],
    [
      'modifiers that do not go together',
      selecting('verb|re|base64: x'),
      '5:5 verb|re|base64: base64 does not go with re',
    ],
    ['a comparison of a text', selecting('verb|gt: many'), '5:5 verb|gt: gt needs a number'],
    ['a comparison with null', selecting('verb|gt: null'), '5:5 verb|gt: gt needs a number'],
    [
      'a comparison and contains',
      selecting('verb|contains|gt: 1'),
      '5:5 verb|contains|gt: contains does not go with gt',
    ],
    ['exists with a text', selecting("verb|exists: 'yes'"), '5:5 verb|exists: exists takes one value, true or false'],
    [
      'exists with two values',
      selecting('verb|exists: [true, false]'),
      '5:5 verb|exists: exists takes one value, true or false',
    ],
    ['null with a modifier', selecting('verb|contains: null'), '5:5 verb|contains: null takes no modifier but neq'],
    ['an expression that is none', selecting("verb|re: '('"), /^5:5 verb\|re: .*missing closing \)/],
    ['a look-ahead', selecting("verb|re: '(?=x)'"), /^5:5 verb\|re: .*\(\?=/],
    [
      'a network that is none',
      selecting('verb|cidr: 10.0.0.0/33'),
      '5:5 verb|cidr: "10.0.0.0/33" is not a network such as 10.0.0.0/8',
    ],
    [
      'a field reference that is none',
      selecting('verb|fieldref: 1'),
      '5:5 verb|fieldref: fieldref needs the name of a field',
    ],
    ['base64 of a wildcard', selecting("verb|base64: 'a*'"), /^5:5 verb\|base64: base64 takes no wildcards/],
    ['too many flags to encode', selecting("verb|windash|base64: '-a -b -c -d -e'"), /^5:5 .*takes at most 4 flags/],
    [
      'a placeholder without values',
      selecting("verb|expand: '%x%'"),
      '5:5 verb|expand: the placeholder %x% has no values: give them with --placeholders FILE',
    ],
    ['words that need a field', selecting("'|exists': true"), '5:5 |exists: exists needs a field'],
    ['YAML that is none', 'title: [\n', /^2:1 /],
    ['a text instead of a rule', 'hello\n', /^1:1 this is not a Sigma rule: a rule is a map /],
    [
      'a correlation without condition',
      sum('type: event_count\nrules: get\ntimespan: 1m'),
      /^9:1 event_count needs a condition such as gte: 10/,
    ],
    [
      'a correlation type that is none',
      sum('type: count\nrules: get\ntimespan: 1m'),
      /^10:3 correlation\.type: must be one of event_count, /,
    ],
    [
      'value_count without field',
      sum('type: value_count\nrules: get\ntimespan: 1m\ncondition: {gte: 1}'),
      '13:3 value_count needs condition.field',
    ],
    [
      'event_count with field',
      sum('type: event_count\nrules: get\ntimespan: 1m\ncondition: {gte: 1, field: a}'),
      '13:3 event_count counts no field',
    ],
    [
      'value_sum of two fields',
      sum('type: value_sum\nrules: get\ntimespan: 1m\ncondition: {gte: 1, field: [a, b]}'),
      '13:3 value_sum takes one field',
    ],
    [
      'a percentile of a count',
      sum('type: event_count\nrules: get\ntimespan: 1m\ncondition: {gte: 1, percentile: 1}'),
      '13:3 event_count takes no percentile',
    ],
    [
      'a part of an order',
      sum('type: temporal_ordered\nrules: [get, get]\ntimespan: 1m\ncondition: {gte: 1}'),
      '13:3 temporal_ordered needs all 2 rules',
    ],
    [
      'an expression over rules',
      sum('type: temporal\nrules: [get]\ntimespan: 1m\ncondition: get and get'),
      /^13:3 correlation\.condition: expressions over rules are not supported/,
    ],
    [
      'a timespan without unit',
      sum("type: event_count\nrules: get\ntimespan: '60'\ncondition: {gte: 1}"),
      /^12:3 correlation\.timespan: timespan must be a number and a unit/,
    ],
    [
      'a misspelt key',
      sum('type: event_count\nrules: get\ntimespan: 1m\ngroupby: a\ncondition: {gte: 1}'),
      '13:3 groupby: unknown key in correlation',
    ],
    [
      'a correlation over nothing',
      sum('type: event_count\nrules: put\ntimespan: 1m\ncondition: {gte: 1}'),
      '11:3 "put" is not a loaded rule, by id, name or file',
    ],
    [
      'an alias of another rule',
      sum('type: event_count\nrules: get\ntimespan: 1m\ncondition: {gte: 1}\naliases: {a: {put: verb}}'),
      '14:17 "put" is not one of the rules of this correlation',
    ],
  ];
  test.each(rows)('%s', (_, text, problem) => {
    const [first = ''] = wrong(text);
    if (typeof problem === 'string') expect(first).toBe(problem);
    else expect(first).toMatch(problem);
  });

  test('all of it at once', () => {
    expect(wrong(selecting('verb|gt: x\nuser|re: (\nlevel|cidr: y'))).toHaveLength(3);
  });

  test('correlations that build on each other in a circle', () => {
    const one = (name: string, rules: string) =>
      `title: ${name}\nname: ${name}\ncorrelation: {type: event_count, rules: ${rules}, timespan: 1m, condition: {gte: 1}}\n`;
    expect(wrong([one('a', 'b'), one('b', 'a')].join('---\n'))).toEqual([
      '3:34 a depends on itself',
      '7:34 b depends on itself',
    ]);
  });

  test('two rules of one name', () => {
    const rule = ruleText('  s: {verb: get}\n  condition: s', 'name: get\n');
    expect(wrong(`${rule}---\n${rule}`)[0]).toMatch(/^8:1 there are two rules get: the other is in .*rule\.yml$/);
  });
});

test('a broken rule stops no other', () => {
  const good = ruleText('  s: {verb: get}\n  condition: s', 'name: good\n');
  const {set, problems} = load(`${selecting('verb|gt: x')}---\n${good}`);
  expect(set.rules.map(rule => rule.id)).toEqual(['good']);
  expect(problems).toHaveLength(1);
});

test('a path that does not exist is a usage error', () => {
  expect(() => loadRules([`${tempDir()}/none`])).toThrow(/none does not exist/);
});

test('a file that is named twice is loaded once', () => {
  const {set} = load(selecting('verb: get'));
  const file = set.rules[0]?.file ?? '';
  expect(loadRules([file, file]).set.rules).toHaveLength(1);
});

test('documents without a name are told apart by their place', () => {
  const {set} = load([1, 2, 3].map(() => selecting('verb: get')).join('---\n'));
  expect(set.rules.map(rule => rule.id)).toEqual(['rule', 'rule-2', 'rule-3']);
});
