import {describe, expect, test} from 'vitest';
import {fieldAt} from '../../src/sigma/match/fields.js';
import {explainMiss} from '../../src/sigma/reason/explain.js';
import {auditEvent, load, matching, rulesOf, ruleText, selecting} from '../helpers/rules.js';

/** Whether a rule with one selection matches an event. */
const holds = (selection: string, event: Record<string, unknown> = {}): boolean =>
  matching(rulesOf(selecting(selection)), auditEvent(event)).length > 0;
const problemsOf = (text: string): string[] => load(text).problems.map(p => `${p.line}:${p.column} ${p.message}`);

describe('words that are looked for in the whole event', () => {
  const said = (text: unknown) => ({requestObject: {data: {said: text}}});

  test('a text is found as it is, though the log writes it otherwise', () => {
    expect(holds(`- 'say "hi"'`, said('they say "hi" there'))).toBe(true);
    expect(holds(`- 'a\\b'`, said('a\\b'))).toBe(true);
    expect(holds(`- 'say "hi"'`, said('they say hi there'))).toBe(false);
    // An escape somewhere makes nothing else of the rest.
    expect(holds('- nowhere', said('"'))).toBe(false);
    expect(holds(`- 'say "hi"'`, said(['x', {deep: 'say "hi"'}]))).toBe(true);
  });

  test('where the log writes a text as it is, only the message as a whole is asked', () => {
    expect(holds(`- '*{*list*}*'`)).toBe(true);
    expect(holds(`- '"verb":"list"'`)).toBe(true);
  });

  test('an expression may be anchored to a value, or to the message', () => {
    expect(holds(`'|re': '^alice$'`)).toBe(true);
    expect(holds(`'|re': '^lice$'`)).toBe(false);
    expect(holds(`'|re': '^\\{"level".*\\}$'`)).toBe(true);
    expect(holds(`'|re': '^200$'`)).toBe(true);
  });

  test('null is no word', () => {
    expect(problemsOf(selecting(`'': null`))[0]).toMatch(/null takes no modifier but neq/);
  });
});

describe('fields that are not there', () => {
  test('below a text, a number and null there is nothing', () => {
    expect(holds('verb.length|exists: false')).toBe(true);
    expect(holds('responseStatus.code.toFixed|exists: false')).toBe(true);
    expect(holds('requestObject.spec|exists: false', {requestObject: null})).toBe(true);
    expect(holds('requestObject.spec: null', {requestObject: null})).toBe(true);
    expect(holds('requestObject|exists: true', {requestObject: null})).toBe(true);
  });

  test('what every object inherits is in none, until an event has it', () => {
    expect(holds('requestObject.constructor|exists: true', {requestObject: {}})).toBe(false);
    expect(holds('requestObject.toString|exists: true', {requestObject: {toString: 'own'}})).toBe(true);
    expect(holds('requestObject.toString: own', {requestObject: {toString: 'own'}})).toBe(true);
    expect(holds('requestObject.kind|exists: true', {requestObject: {kind: 'Pod'}})).toBe(true);
  });

  test('of a list, every value is read', () => {
    expect(fieldAt('user.groups').read(auditEvent())).toEqual(['team-a', 'system:authenticated']);
    const lists = {requestObject: {a: [[{b: 0}], {c: 1}, [{b: [1, 2]}]]}};
    expect(fieldAt('requestObject.a.b').read(auditEvent(lists))).toEqual([0, 1, 2]);
  });

  test('in an empty list, and behind it', () => {
    expect(holds('requestObject.items.name|exists: false', {requestObject: {items: []}})).toBe(true);
    expect(holds('requestObject.items|exists: true', {requestObject: {items: []}})).toBe(true);
    expect(holds('requestObject.items.name|exists: true', {requestObject: {items: [{}, {name: 1}]}})).toBe(true);
  });
});

describe('numbers', () => {
  test('an hour is that one and no other', () => {
    const at = {stageTimestamp: '2026-11-23T13:56:03Z'};
    expect(holds('stageTimestamp|hour: 12', at)).toBe(false);
    expect(holds('stageTimestamp|hour: [12, 13]', at)).toBe(true);
    expect(holds('stageTimestamp|week: 47', at)).toBe(false);
  });

  test('what is no number compares with none', () => {
    expect(holds('verb|lt: 5')).toBe(false);
    expect(holds('verb|gte: 0')).toBe(false);
    expect(holds('nowhere|lt: 5')).toBe(false);
    expect(problemsOf(selecting('verb|gt: null'))[0]).toMatch(/gt needs a number/);
    expect(problemsOf(selecting("verb|gt: '5'"))[0]).toMatch(/gt needs a number/);
  });

  test('beyond what JavaScript holds exactly, the digits decide', () => {
    const large = {requestObject: {n: '9007199254740993'}};
    expect(holds('requestObject.n|gt: 9007199254740992', large)).toBe(true);
    expect(holds('requestObject.n|lt: 9007199254740992', large)).toBe(false);
    expect(holds('requestObject.n|gte: 9007199254740992', {requestObject: {n: '9007199254740992'}})).toBe(true);
    expect(holds('requestObject.n|gt: 9007199254740992', {requestObject: {n: '9007199254740992'}})).toBe(false);
    expect(holds('requestObject.n|lt: 9007199254740993', {requestObject: {n: '9007199254740992'}})).toBe(true);
  });
});

describe('conditions', () => {
  const ten = Array.from({length: 10}, (_, i) => `  s${i}: {verb: list}`).join('\n');

  test('a number of two digits', () => {
    expect(matching(rulesOf(ruleText(`${ten}\n  condition: 10 of them`)), auditEvent())).toHaveLength(1);
    expect(problemsOf(ruleText(`${ten}\n  condition: 11 of them`))[0]).toMatch(/"11 of them" never means anything/);
  });

  test('a selection may be called as a quantity is', () => {
    for (const name of ['all', 'any', '1'])
      expect(matching(rulesOf(ruleText(`  ${name}: {verb: list}\n  condition: ${name}`)), auditEvent())).toHaveLength(
        1,
      );
    const rule = ruleText('  all: {verb: list}\n  b: {verb: get}\n  condition: b or (all)');
    expect(matching(rulesOf(rule), auditEvent())).toHaveLength(1);
  });

  test('of what is no quantity, nothing is read', () => {
    expect(problemsOf(ruleText('  s: {verb: list}\n  condition: s of them'))[0]).toMatch(/"of" was not expected/);
    for (const name of ['s1', '1s', 'alls', 'small']) {
      const text = ruleText(`  ${name}: {verb: list}\n  condition: ${name} of them`);
      expect(problemsOf(text)[0]).toMatch(/"of" was not expected/);
    }
    expect(problemsOf(ruleText('  s: {verb: list}\n  condition: 1 of'))[0]).toMatch(/"1 of " names no selection/);
    expect(problemsOf(ruleText('  timeframe: 5m\n  condition: s'))).toContainEqual(
      expect.stringMatching(/the condition names "s"; there is no selection/),
    );
  });

  test('many parentheses one behind another are not deep', () => {
    const many = Array.from({length: 150}, () => '(not s)').join(' or ');
    expect(matching(rulesOf(ruleText(`  s: {verb: get}\n  condition: ${many}`)), auditEvent())).toHaveLength(1);
  });

  test('a list of conditions has a wrong one', () => {
    const [problem] = problemsOf(ruleText('  s: {verb: get}\n  condition:\n    - s\n    - t'));
    expect(problem).toBe('5:3 the condition names "t"; there is s');
  });
});

describe('what is said', () => {
  test('of selections that hold nothing', () => {
    expect(problemsOf(ruleText('  s: []\n  condition: s'))).toEqual(['4:3 s is empty']);
    expect(problemsOf(ruleText('  s: {}\n  condition: s'))).toEqual(['4:3 s is empty']);
    expect(problemsOf(ruleText('  s: [{}]\n  condition: s'))[0]).toMatch(/s\.0 is empty/);
  });

  test('of affixes before an expression', () => {
    expect(problemsOf(selecting('verb|contains|re: a'))[0]).toMatch(/contains comes before re, which takes the value/);
  });

  test('of values all of which are wanted', () => {
    const detection = '  s: {objectRef.resource: pods, "verb|contains|all": [get, watch]}\n  condition: s';
    expect(explainMiss(rulesOf(ruleText(detection)), auditEvent())).toMatchObject([
      {field: 'verb', wanted: 'contain get and watch', found: 'list'},
    ]);
  });
});

test('what was encoded before in bytes is encoded as bytes, and what comes after changes nothing of it', () => {
  const base64OfWide = Buffer.from('ü', 'utf16le').toString('base64');
  expect(holds('verb|wide|base64: ü', {verb: base64OfWide})).toBe(true);
  const wideOfBase64 = Buffer.from(Buffer.from('ü', 'utf8').toString('base64'), 'utf16le').toString('latin1');
  expect(holds('verb|base64|wide: ü', {verb: wideOfBase64})).toBe(true);
});
