import {expect, test} from 'vitest';
import {explainMiss} from '../../src/sigma/reason/explain.js';
import {auditEvent, rulesOf, ruleText} from '../helpers/rules.js';

const near = (detection: string, parts: Record<string, unknown> = {}) =>
  explainMiss(rulesOf(ruleText(detection)), auditEvent(parts));

test('the first field that does not fit is named, with what was wanted and what was found', () => {
  expect(
    near('  s: {objectRef.resource: pods, verb: [get, watch], responseStatus.code: 200}\n  condition: s'),
  ).toMatchObject([{field: 'verb', wanted: 'be get or watch', found: 'list', failed: 1}]);
});

test('what is absent is said to be', () => {
  expect(near('  s: {objectRef.resource: pods, userAgent|contains: curl}\n  condition: s')).toMatchObject([
    {field: 'userAgent', wanted: 'contain curl', found: 'absent'},
  ]);
});

test('of alternatives, the nearest is explained', () => {
  const detection =
    '  about: {objectRef.resource: pods}\n  s:\n    - {verb: get, user.username: bob}\n    - {verb: list, user.username: bob}\n  condition: about and s';
  expect(near(detection)).toMatchObject([{field: 'user.username', wanted: 'be bob', failed: 1}]);
});

test('of conditions joined by or, one is enough', () => {
  const detection =
    '  a: {objectRef.resource: pods, verb: get}\n  b: {userAgent: x, level: Request}\n  condition: a or b';
  expect(near(detection)).toMatchObject([{field: 'verb', failed: 1}]);
});

test('an exclusion that held is named with its field', () => {
  const detection = '  s: {objectRef.resource: pods}\n  known: {user.username: alice}\n  condition: s and not known';
  expect(near(detection)).toMatchObject([{field: 'user.username', wanted: 'be outside of known', found: 'alice'}]);
});

test('of so many of several, the nearest are counted', () => {
  const detection =
    '  s1: {objectRef.resource: pods}\n  s2: {verb: get}\n  s3: {verb: watch, level: Request}\n  condition: 2 of s*';
  expect(near(detection)).toMatchObject([{field: 'verb', wanted: 'be get', failed: 1}]);
});

test('the nearest rule comes first, and rules about other resources are left out', () => {
  const set = rulesOf(
    [
      ruleText('  s: {objectRef.resource: pods, verb: get, level: Request}\n  condition: s', 'name: far\n'),
      ruleText('  s: {objectRef.resource: pods, verb: get}\n  condition: s', 'name: near\n'),
      ruleText('  s: {objectRef.resource: secrets, verb: list}\n  condition: s', 'name: other\n'),
    ].join('---\n'),
  );
  expect(explainMiss(set, auditEvent()).map(miss => miss.rule.id)).toEqual(['near', 'far']);
});

test('a rule that matched is no near miss', () => {
  expect(near('  s: {objectRef.resource: pods}\n  condition: s')).toEqual([]);
});

test('a word that was not found is said to be nowhere', () => {
  expect(near('  s: {objectRef.resource: pods}\n  words: [mimikatz]\n  condition: s and words')).toMatchObject([
    {field: 'keywords', wanted: 'be mimikatz', found: 'nowhere'},
  ]);
});

test('a long value is shortened', () => {
  const [miss] = near('  s: {objectRef.resource: pods, userAgent: x}\n  condition: s', {userAgent: 'y'.repeat(200)});
  expect(miss?.found).toBe(`${'y'.repeat(80)}…`);
});
