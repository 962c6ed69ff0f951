import type {Random} from '../../helpers/random.js';
import {auditEvent} from '../../helpers/rules.js';

/** A rule to be put before both, by what it is about. */
export interface Question {
  about: 'modifiers' | 'escapes' | 'types' | 'conditions' | 'correlations';
  name: string;
  text: string;
}

/** Every modifier of the specification 2.1.0. */
export const MODIFIERS = [
  ...['all', 'startswith', 'endswith', 'contains', 'exists', 'cased', 'neq', 'windash', 're', 'i', 'm', 's', 'base64'],
  ...['base64offset', 'utf16le', 'utf16be', 'utf16', 'wide', 'lt', 'lte', 'gt', 'gte', 'minute', 'hour', 'day', 'week'],
  ...['month', 'year', 'cidr', 'fieldref', 'expand'],
] as const;

const TIME = '2026-11-23T13:56:03.000000Z';

/** What stands under `requestObject.v` of the events: something of every type, near to what rules ask for. */
const VALUES: readonly unknown[] = [
  ...['abc', 'ABC', 'abcd', 'xabc', 'x abc y', 'a', 'b', '', '-a', '/a', 'x -a', '–a', 'a-b', 'a\nb', 'ü', 'Ü'],
  ...['5', 5, 4, 6, '05', '5.0', '0x10', 16, 0, -1, 1.5, '1.5', true, false, 'true', 'false', null, 'null'],
  ...[['abc', 'x'], ['x', 'y'], [5], [null], ['-a', '-b'], '10.1.2.3', '10.1.2.4', '192.168.0.1', 'fe80::1', '10.1.2'],
  ...[TIME, '2026-01-01T05:05:00Z', '2026-05-05T13:05:05Z', 'YWJj', 'YWJjZA==', 'xYWJj', 'eGFiYw==', 'YQBiAGMA'],
  ...['AGEAYgBj', 'a\0b\0c\0', '\0a\0b\0c', 'IGFiYyA=', '%x%', 'bob', 'other', '9007199254740992', '9007199254740993'],
];

/** The values of placeholders, for both. */
export const PLACEHOLDERS = {x: ['abc', 'b']};

/** Texts of the characters that escapes are about, up to four of them. */
const ESCAPED = textsOf(['a', '\\', '*', '?'], 4);
const escapes = new Set(textsOf(['a', '\\', '*', '?'], 3));

/** Every text of these characters up to a length. */
function textsOf(characters: readonly string[], most: number): string[] {
  const all = [''];
  for (let from = 0; (all[from]?.length ?? most) < most; from++) for (const c of characters) all.push(all[from] + c);
  return all;
}

/** The events that both are asked about. */
export const EVENTS: readonly Record<string, unknown>[] = [
  ...[...VALUES, ...escapes].map((v, i) => event(i, {v, w: 'abc', n: 5})),
  event(998, {w: 'abc'}),
  event(999, {other: 1}),
];

function event(place: number, requestObject: Record<string, unknown>): Record<string, unknown> {
  return {...auditEvent({auditID: `id-${place}`, verb: place % 3 ? 'get' : 'list', requestObject})};
}

const rule = (detection: string) =>
  `title: t\nlogsource: {product: kubernetes, service: audit}\ndetection:\n${detection}\nlevel: low\n`;
const selecting = (key: string, value: string) => rule(`  s:\n    ${JSON.stringify(key)}: ${value}\n  condition: s`);
const question = (about: Question['about'], name: string, text: string): Question => ({about, name, text});

/** Values that go with a modifier, and some that do not. */
const FIT: Readonly<Record<string, readonly string[]>> = {
  exists: ['true', 'false'],
  cidr: ["'10.1.2.0/30'", "'fe80::/10'", "'10.1.2.3'"],
  re: ["'^a.c$'", "'B'", "'a.b'"],
  fieldref: ['requestObject.w', 'requestObject.n', 'requestObject.none'],
  all: ["['*a*', '*b*']", "['abc', 'a*']"],
  ...Object.fromEntries(['lt', 'lte', 'gt', 'gte'].map(name => [name, ['5', '1.5', "'5'"]])),
  ...Object.fromEntries(['minute', 'hour', 'day', 'week', 'month', 'year'].map(name => [name, ['5', '13', '2026']])),
  expand: ["'%x%'", "'a%x%'", "'%none%'", "'100%'", "'%x%%x%'"],
  windash: ["'-a'", "'/a'", "'x -a'", "'a-b'"],
};
const TYPED = [
  'abc',
  "'5'",
  '5',
  'true',
  'null',
  "''",
  "'a*'",
  "'?'",
  "'-a -b'",
  "['abc', 'x']",
  '[5, abc]',
  '[abc]',
  '1.5',
];
const valuesFor = (modifiers: readonly string[]): readonly string[] => [
  ...modifiers.flatMap(m => FIT[m] ?? []),
  ...TYPED.slice(0, modifiers.length > 1 ? 3 : undefined),
];

/** Each modifier alone with every type, each pair with values that fit either, and some chains. */
function modifierQuestions(random: Random): Question[] {
  const chains = Array.from({length: 300}, () => random.shuffle([...MODIFIERS]).slice(0, 3 + random.below(2)));
  const keys = [...MODIFIERS.map(m => [m]), ...MODIFIERS.flatMap(a => MODIFIERS.map(b => [a, b])), ...chains];
  return keys.flatMap(modifiers => {
    const values = valuesFor(modifiers);
    const some =
      modifiers.length === 1 ? values : [...new Set([values[0], ...random.shuffle([...values]).slice(0, 2)])];
    const key = ['requestObject.v', ...modifiers].join('|');
    return some.map(value => question('modifiers', `${key}: ${value}`, selecting(key, value ?? '')));
  });
}

const escapeQuestions = (): Question[] =>
  ESCAPED.flatMap(text => {
    const value = JSON.stringify(text);
    const one = question('escapes', value, selecting('requestObject.v', value));
    return text.length > 3
      ? [one]
      : [one, question('escapes', `contains ${value}`, selecting('requestObject.v|contains', value))];
  });

function typeQuestions(): Question[] {
  const scalars = [
    'abc',
    'ABC',
    "''",
    '5',
    "'5'",
    '5.0',
    '1.5',
    '-1',
    '0',
    '16',
    'true',
    'false',
    "'true'",
    'null',
    "'null'",
  ];
  const odd = [
    '9007199254740993',
    '0x10',
    '010',
    '0o10',
    '1_000',
    'yes',
    'off',
    '~',
    '1e3',
    '.5',
    '.inf',
    '{a: b}',
    '[[abc]]',
    '[]',
  ];
  const lists = scalars.flatMap(a => ['abc', '5', 'true', 'null'].map(b => `[${a}, ${b}]`));
  const fields = [...scalars, ...odd, ...lists].map(value =>
    question('types', value, selecting('requestObject.v', value)),
  );
  const words = [...scalars, ...odd, ...lists].map(value =>
    question('types', `words ${value}`, rule(`  s: ${value}\n  condition: s`)),
  );
  return [...fields, ...words];
}

const NAMES = ['a1', 'a2', 'b1', '_c'];
const SELECTIONS = [
  '  a1: {verb: get}',
  "  a2: {requestObject.v: 'a*'}",
  '  b1:\n    - requestObject.v|contains: b\n    - requestObject.v: 5',
  '  _c: {requestObject.w|exists: true}',
].join('\n');

function condition(random: Random, depth: number): string {
  const inner = () => condition(random, depth - 1);
  if (depth > 0) {
    return random.pick([
      ...[() => `${inner()} and ${inner()}`, () => `${inner()} or ${inner()}`, () => `not ${inner()}`],
      ...[
        () => `(${inner()})`,
        () => `${inner()} AND NOT ${inner()}`,
        () => `(${inner()} or ${inner()}) and ${inner()}`,
      ],
    ])();
  }
  const patterns = ['them', 'a*', '*1', 'b*', '_*', '*', 'a?', 'nothing*', '_c', 'a1'];
  const quantity = random.pick(['1', 'all', 'any', '2']);
  return random.percent(60) ? random.pick(NAMES) : `${quantity} of ${random.pick(patterns)}`;
}

/** Conditions of every operator, and some that are none. */
function conditionQuestions(random: Random): Question[] {
  const odd = [
    '',
    'a1 a2',
    'a1 and',
    'not',
    '()',
    '(a1',
    'a1)',
    'a3',
    'a1 | count() > 3',
    '1 of',
    'of them',
    '0 of a*',
    'NOT a1',
    'All of a*',
  ];
  const random400 = Array.from({length: 400}, () => condition(random, random.below(4)));
  const lists = Array.from({length: 30}, () => `["${condition(random, 1)}", "${condition(random, 1)}"]`);
  const texts = [...odd, ...random400].map(text => JSON.stringify(text));
  return [...new Set([...texts, ...lists])].map(text =>
    question('conditions', text, rule(`${SELECTIONS}\n  condition: ${text}`)),
  );
}

/** Correlations: whether they load. pySigma matches none. */
function correlationQuestions(): Question[] {
  const base = rule('  s: {verb: get}\n  condition: s').replace('title: t', 'title: t\nname: base');
  const types = [
    ...['event_count', 'value_count', 'temporal', 'temporal_ordered', 'value_sum', 'value_avg', 'value_median'],
    'value_percentile',
    'other',
  ];
  const conditions = [
    '{gte: 1}',
    '{gt: 1, lte: 5}',
    '{field: verb, gte: 1}',
    '{field: verb, percentile: 50, lt: 5}',
    '{eq: 1.5}',
    '{}',
    '{field: [verb, stage], gte: 2}',
  ];
  const spans = ['30s', '5m', '1h', '1d', '2w', '1M', '1y', '0s', '5', '1.5m', '5 m', '-1s', '5x', '100ms', '1D'];
  const of = (type: string, span: string, condition: string) =>
    question(
      'correlations',
      `${type} ${span} ${condition}`,
      `${base}---\ntitle: c\ncorrelation: {type: ${type}, rules: [base], group-by: [verb], timespan: ${span}, condition: ${condition}}\n`,
    );
  return [
    ...types.flatMap(type => conditions.map(c => of(type, '5m', c))),
    ...spans.map(span => of('event_count', `'${span}'`, '{gte: 1}')),
    ...['Low', 'HIGH', 'medium', 'none'].map(level =>
      question('correlations', `level ${level}`, base.replace('level: low', `level: ${level}`)),
    ),
  ];
}

/** All of them, the same for the same seed. */
export const questions = (random: Random): Question[] => [
  ...modifierQuestions(random),
  ...escapeQuestions(),
  ...typeQuestions(),
  ...conditionQuestions(random),
  ...correlationQuestions(),
];
