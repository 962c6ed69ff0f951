import {describe, expect, test} from 'vitest';
import {explainMiss} from '../../src/sigma/reason/explain.js';
import {auditEvent, load, matching, rulesOf, ruleText} from '../helpers/rules.js';

const LISTS = ruleText('  s: {verb: list}\n  condition: s', 'id: 11111111-1111-4111-8111-111111111111\nname: lists\n');
const filter = (body: string, logsource = '{product: kubernetes, service: audit}') =>
  `title: Not alice\nlogsource: ${logsource}\nfilter:\n${body.replace(/^/gm, '  ')}\n`;
const notAlice = (rules: string) => filter(`${rules}\nalice: {user.username: alice}\ncondition: not alice`);
const bob = {user: {username: 'bob'}};

describe('a filter', () => {
  test.each([
    'rules: [lists]',
    'rules: lists',
    'rules: [11111111-1111-4111-8111-111111111111]',
    'rules: any',
    'rules: ALL',
    'rules: []',
  ])('with %s is added to the rule', rules => {
    const set = rulesOf(`${LISTS}---\n${notAlice(rules)}`);
    expect(matching(set, auditEvent())).toEqual([]);
    expect(matching(set, auditEvent(bob))).toEqual(['lists']);
  });

  test('may stand before the rule it names', () => {
    expect(matching(rulesOf(`${notAlice('rules: lists')}---\n${LISTS}`), auditEvent())).toEqual([]);
  });

  test('is not added to rules about other logs', () => {
    const set = rulesOf(
      `${LISTS}---\n${filter('rules: any\nalice: {user.username: alice}\ncondition: not alice', '{product: windows}')}`,
    );
    expect(matching(set, auditEvent())).toEqual(['lists']);
  });

  test('leaves selections of the same name apart', () => {
    const set = rulesOf(`${LISTS}---\n${filter('rules: lists\ns: {user.username: alice}\ncondition: not s')}`);
    expect(matching(set, auditEvent(bob))).toEqual(['lists']);
    expect(matching(set, auditEvent({...bob, verb: 'get'}))).toEqual([]);
  });

  test('several filters are all added', () => {
    const second = filter('rules: lists\nb: {user.username: bob}\ncondition: not b').replace('Not alice', 'Not bob');
    const set = rulesOf(`${LISTS}---\n${notAlice('rules: lists')}---\n${second}`);
    expect(matching(set, auditEvent())).toEqual([]);
    expect(matching(set, auditEvent(bob))).toEqual([]);
    expect(matching(set, auditEvent({user: {username: 'carol'}}))).toEqual(['lists']);
  });

  test('that names a rule which is not there says so, at its place', () => {
    const {problems} = load(`${LISTS}---\n${notAlice('rules: [list]')}`);
    expect(problems).toMatchObject([{line: 12, message: 'the filter names "list", which is not loaded'}]);
  });

  test('is named as the reason why a rule did not match', () => {
    const text = LISTS.replace('{verb: list}', '{verb: list, objectRef.resource: pods}');
    const [near] = explainMiss(rulesOf(`${text}---\n${notAlice('rules: lists')}`), auditEvent());
    expect(near).toMatchObject({
      field: 'user.username',
      wanted: 'be outside of alice of filter "Not alice"',
      found: 'alice',
    });
  });
});
