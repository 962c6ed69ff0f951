import {describe, expect, test} from 'vitest';
import {createRuleEngine, matchesOf} from '../../src/sigma/engine.js';
import {compilePatterns, parsePattern} from '../../src/sigma/match/pattern.js';
import {findingWords} from '../../src/sigma/match/words.js';
import {seededRandom} from '../helpers/random.js';
import {auditEvent, load, matching, rulesOf, ruleText, selecting} from '../helpers/rules.js';

const words = Array.from({length: 100_000}, (_, i) => `word${i.toString(36)}x`);
const list = (values: readonly string[]) => `[${values.join(', ')}]`;

describe('many words are looked for together', () => {
  test('anywhere in an event', () => {
    const set = rulesOf(ruleText(`  keywords: ${list(words)}\n  condition: keywords`));
    const engine = createRuleEngine(set);
    for (let i = 0; i < 300; i++)
      expect(engine.push(auditEvent({userAgent: `wordless ${'word'.repeat(500)}`}))).toEqual([]);
    expect(engine.push(auditEvent({userAgent: 'has WORDzzX in it'}))).toHaveLength(1);
    const line = JSON.stringify(auditEvent({userAgent: 'has Word9X in it'}));
    expect(engine.candidates(undefined, line)).toBe('any');
  });

  test.each(['contains', 'startswith', 'endswith'])('%s', modifier => {
    const set = rulesOf(selecting(`userAgent|${modifier}: ${list(words)}`));
    expect(matching(set, auditEvent({userAgent: 'WORDzzx'}))).toEqual(['rule']);
    expect(matching(set, auditEvent({userAgent: ' wordzz '}))).toEqual([]);
  });

  test('as each of them by itself: random words and texts', () => {
    const random = seededRandom(3);
    const text = (most: number) =>
      Array.from({length: 1 + random.below(most)}, () => random.pick(['a', 'b', 'ü'])).join('');
    for (let round = 0; round < 300; round++) {
      const some = Array.from({length: 1 + random.below(6)}, () => text(4));
      const finds = findingWords(some);
      for (let i = 0; i < 20; i++) {
        const where = text(8);
        expect([where, finds(where)]).toEqual([where, some.some(word => where.includes(word))]);
      }
      const patterns = Array.from({length: 70}, () => random.pick(['*', '']) + text(5) + random.pick(['*', '', '*a']));
      const together = compilePatterns(patterns.map(parsePattern), false);
      const apart = patterns.map(pattern => compilePatterns([parsePattern(pattern)], false));
      const asked = text(6);
      expect([asked, together(asked)]).toEqual([asked, apart.some(matches => matches(asked))]);
    }
  });
});

describe('what would take without end is refused, in words', () => {
  const refused = (text: string) => load(text).problems.map(p => p.message)[0];
  const two = Array.from({length: 200}, (_, i) => `'-a${i} -b -c -d'`);

  test.each([
    ['windash|wide|base64offset|contains', two],
    ['windash|base64offset|base64offset|base64offset', two],
    ['base64offset|base64offset|base64offset|base64offset|base64offset', two],
  ])('200 values behind %s', (modifiers, values) => {
    expect(refused(selecting(`verb|${modifiers}: ${list(values)}`))).toMatch(
      /makes more than 20000 texts of the values/,
    );
  });

  test('placeholders in placeholders', () => {
    const {problems} = load(selecting(`verb|expand: '${'%a%'.repeat(40)}'`), {placeholders: {a: ['x', 'y']}});
    expect(problems[0]?.message).toMatch(/come to more than 20000 texts/);
  });

  test('thousands of expressions, references and values with wildcards inside', () => {
    const many = Array.from({length: 1001}, (_, i) => `a${i}`);
    expect(refused(selecting(`verb|re: ${list(many)}`))).toMatch(/more than 1000 values/);
    expect(refused(selecting(`verb|fieldref: ${list(many)}`))).toMatch(/more than 1000 values/);
    const globs = Array.from({length: 10_001}, (_, i) => `'a*${i}'`);
    expect(refused(selecting(`verb: ${list(globs)}`))).toMatch(/more than 10000 values with wildcards inside/);
  });

  test.each([
    ['parentheses', `${'('.repeat(5000)}s${')'.repeat(5000)}`],
    ['not', `${'not '.repeat(5000)}s`],
  ])('conditions of 5000 %s', (_, condition) => {
    expect(refused(ruleText(`  s: {verb: get}\n  condition: "${condition}"`))).toMatch(/nested more than 100 deep/);
  });

  test('a pattern of many stars over a long name', () => {
    const name = 'a'.repeat(1000);
    expect(refused(ruleText(`  ${name}: {verb: get}\n  condition: 1 of ${'*a'.repeat(30)}b`))).toMatch(
      /names no selection/,
    );
    expect(rulesOf(ruleText(`  ${name}: {verb: get}\n  condition: 1 of ${'*a'.repeat(30)}*`)).rules).toHaveLength(1);
  });

  test('expressions that repeat repetitions', () => {
    expect(refused(selecting("verb|re: '((a{1000}){1000}){1000}'"))).toMatch(/^verb\|re: /);
  });

  test('a condition of 10,000 parts is none of them', () => {
    const parts = Array.from({length: 10_000}, () => 's').join(' and ');
    expect(matching(rulesOf(ruleText(`  s: {verb: list}\n  condition: ${parts}`)), auditEvent())).toEqual(['rule']);
  });
});

describe('an event that is nested too deeply', () => {
  const deep = (levels: number, open: string, close: string) =>
    JSON.parse(`${open.repeat(levels)}1${close.repeat(levels)}`) as unknown;

  test.each([
    ['objects', '{"a":', '}'],
    ['lists', '[', ']'],
  ])('of %s fails for itself, and the next is judged', (_, open, close) => {
    const engine = createRuleEngine(rulesOf(ruleText('  s: [nosuchword]\n  condition: s')));
    expect(matchesOf(engine, auditEvent({requestObject: deep(100_000, open, close)}))).toBeUndefined();
    expect(matchesOf(engine, auditEvent({userAgent: 'NoSuchWord'}))).toHaveLength(1);
  });

  test('is not counted by a correlation', () => {
    const text = `${ruleText('  s: {requestObject.a: 1}\n  condition: s', 'name: a\n')}---\ntitle: C\nname: c\ncorrelation: {type: event_count, rules: [a], timespan: 1m, condition: {gte: 1}}\n`;
    const engine = createRuleEngine(rulesOf(text));
    expect(matchesOf(engine, auditEvent({requestObject: {a: deep(100_000, '[', ']')}}))).toBeUndefined();
    expect(matchesOf(engine, auditEvent({requestObject: {a: [[1]]}}))).toHaveLength(1);
  });
});
