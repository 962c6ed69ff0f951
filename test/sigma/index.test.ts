import {expect, test} from 'vitest';
import {scanAuditLine} from '../../src/audit/head/scan.js';
import {createRuleEngine} from '../../src/sigma/engine.js';
import {loadRules} from '../../src/sigma/load/load.js';
import {oddJson} from '../helpers/hostile-json.js';
import {type Random, seededRandom} from '../helpers/random.js';
import {CODES, NASTY, RESOURCES, randomEvent, STAGES, SUBRESOURCES, VERBS} from '../helpers/random-events.js';
import {recordedLines} from '../helpers/recorded.js';
import {rulesOf, ruleText} from '../helpers/rules.js';

const FIELDS: readonly [field: string, values: readonly unknown[]][] = [
  ['verb', [...VERBS, 'pa*', null]],
  ['objectRef.resource', [...RESOURCES, '*s', null]],
  ['objectRef.subresource', [...SUBRESOURCES, null, '']],
  ['responseStatus.code', [...CODES, '403', '4*']],
  ['stage', STAGES],
  ['objectRef.apiGroup', ['apps', 'batch', null]],
  ['annotations.k8s.io/deprecated', ['true']],
  ['impersonatedUser.username', NASTY],
  ['user.username', NASTY],
  ['requestObject.verb', VERBS],
  ['user.groups', NASTY],
  ['sourceIPs', NASTY],
  ['userAgent', NASTY],
  ['objectRef.name', NASTY],
  ['responseStatus.message', NASTY],
  ['requestURI', ['/api/*', '*verb*']],
];

function comparison(random: Random): string {
  const [field, values] = random.pick(FIELDS);
  const modifier = random.percent(15) ? random.pick(['|neq', '|cased', '|contains', '|startswith']) : '';
  const texts = values.filter(value => value !== null);
  const some = random.shuffle(texts).slice(0, 1 + random.below(3));
  // null stands alone.
  if (modifier === '' && texts.length < values.length && random.percent(25)) return `${JSON.stringify(field)}: null`;
  return `${JSON.stringify(field + modifier)}: ${JSON.stringify(some)}`;
}

const map = (random: Random): string => {
  const parts = Array.from({length: 1 + random.below(3)}, () => comparison(random));
  return `{${[...new Map(parts.map(p => [p.split(':')[0], p])).values()].join(', ')}}`;
};

function randomRule(random: Random, name: string): string {
  const names = ['a1', 'a2', 'b1', 'b2'];
  const selections = names.map(n => `  ${n}: ${random.percent(25) ? `[${map(random)}, ${map(random)}]` : map(random)}`);
  const condition = random.pick([
    ...['a1', 'a1 and a2', 'a1 or b1', 'a1 and not b1', 'a1 and (b1 or b2)', '1 of a*', 'all of a*', 'not a1'],
    ...['(a1 or b1) and (a2 or b2)', '2 of them', 'a1 and not (b1 or b2)', '[a1, b1 and b2]', 'not (a1 or not b1)'],
  ]);
  return ruleText(`${selections.join('\n')}\n  condition: ${condition}`, `name: ${name}\n`);
}

test('the index loses no match and adds none: random rules over random events, against asking every rule', () => {
  const random = seededRandom(7);
  for (let round = 0; round < 20; round++) {
    const set = rulesOf(Array.from({length: 40}, (_, i) => randomRule(random, `rule-${i}`)).join('---\n'));
    const engine = createRuleEngine(set);
    let matches = 0;
    for (let i = 0; i < 150; i++) {
      const manner = random.pick([{}, {}, {shuffled: true}, {spaced: true}, {escaped: true}]);
      const line = oddJson(randomEvent(random), random, manner);
      const event = JSON.parse(line);
      const every = set.rules.filter(rule => rule.kind === 'event' && rule.test(event)).map(rule => rule.id);
      expect(
        engine.push(event).map(match => match.rule.id),
        line,
      ).toEqual(every);
      const candidates = engine.candidates(scanAuditLine(line), line);
      const found = candidates ? engine.push(event, candidates) : [];
      expect(
        found.map(match => match.rule.id),
        line,
      ).toEqual(every);
      matches += every.length;
    }
    expect(matches).toBeGreaterThan(100);
  }
});

test.each([
  ['a number that is written in another way', '1000', '{"limit":1e3}'],
  ['a sign that is an escape', 'client-key', '{"text":"client\\u002dkey"}'],
  ['a letter that is an escape, and another one in lower case', 'key', '{"text":"\\u212aey"}'],
  ['another case', 'PassWord', '{"text":"pAsswoRd"}'],
  ['an escape right before it', 'bar', '{"text":"foo\\nbar"}'],
  ['two words', 'aws*key', '{"text":"AWS secret key"}'],
])('a word that is looked for anywhere is not missed in a line with %s', (_, word, body) => {
  const engine = createRuleEngine(rulesOf(ruleText(`  a: ["${word}"]\n  condition: a`)));
  const written = recordedLines().find(line => line.includes('"requestObject":')) ?? '';
  const line = written.replace(/"requestObject":.*(?=,"requestReceivedTimestamp")/, () => `"requestObject":${body}`);
  expect(scanAuditLine(line)).toBeDefined();
  expect(engine.push(JSON.parse(line))).toHaveLength(1);
  const candidates = engine.candidates(scanAuditLine(line), line);
  expect(candidates ? engine.push(JSON.parse(line), candidates) : []).toHaveLength(1);
});

test('a line that is no JSON concerns any rule that asks for what cannot be read', () => {
  const engine = createRuleEngine(rulesOf(ruleText('  a: {user.username: alice}\n  condition: a')));
  const [line = ''] = recordedLines();
  const broken = line.replace(/"user":\{/, '"user":{abc,');
  expect(scanAuditLine(broken)).toBeDefined();
  expect(engine.candidates(scanAuditLine(broken), broken)).toHaveLength(1);
});

test('of a recorded log, no line that concerns the own rules is left out, and most others are', () => {
  const {set} = loadRules(['rules']);
  const engine = createRuleEngine(set);
  const lines = recordedLines();
  const kept = lines.filter(line => engine.candidates(scanAuditLine(line), line));
  const concerned = lines.filter(line =>
    set.rules.some(r => r.kind === 'event' && r.applicable && r.test(JSON.parse(line))),
  );
  expect(concerned.filter(line => !kept.includes(line))).toEqual([]);
  expect(concerned.length).toBeGreaterThan(20);
  expect(kept.length).toBeLessThan(lines.length * 0.25);
});
