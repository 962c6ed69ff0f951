import {describe, expect, test} from 'vitest';
import {claimsIn, IdentityFields} from '../../src/sources/kit/identity.js';
import {interestIn} from '../helpers/source.js';

const OURS = ['6b0bf624-0000-4000-8000-000000000001', '6b0bf624-0000-4000-8000-000000000002'];
const claims = (document: unknown, fields = {}) => claimsIn(document, IdentityFields.parse(fields), interestIn(OURS));

describe('what a document says of requests', () => {
  test.each([
    [
      'a raw audit event',
      {auditID: 'x', user: {username: 'u'}, verb: 'get', requestURI: '/a', objectRef: {resource: 'pods', name: 'p'}},
      {auditId: 'x', user: 'u', verb: 'get', uri: '/a', resource: 'pods', name: 'p'},
    ],
    [
      'keys with dots in them',
      {'user.username': 'u', 'objectRef.resource': 'pods', objectRef: {namespace: 'n'}},
      {user: 'u', resource: 'pods', namespace: 'n'},
    ],
    [
      'fields of Falco',
      {'ka.user.name': 'u', 'ka.target.name': '<NA>', 'ka.target.resource': 'secrets', 'ka.uri': null, 'ka.verb': ''},
      {user: 'u', resource: 'secrets'},
    ],
    [
      'labels that falcosidekick made of them',
      {ka_user_name: 'u', ka_target_namespace: 'n', ka_auditid: 'x'},
      {user: 'u', namespace: 'n', auditId: 'x'},
    ],
    ['the Elastic integration', {kubernetes: {audit: {auditID: 'x', verb: 'list'}}}, {auditId: 'x', verb: 'list'}],
    ['a system call', {'k8s.pod.name': 'web', 'k8s.ns.name': 'n', 'user.name': 'root'}, {pod: 'web', namespace: 'n'}],
    ['numbers', {objectRef: {name: 8080}}, {name: '8080'}],
  ])('%s', (_name, document, claim) => {
    expect(claims(document)).toEqual([claim]);
  });

  test('fields that the stack file names go before the usual ones', () => {
    const document = {user: {username: 'usual'}, actor: {who: 'named'}, who: ''};
    expect(claims(document, {user: ['who', 'actor.who']})).toEqual([{user: 'named'}]);
  });

  test('audit ids of ours are found wherever they stand; those of others are not', () => {
    const other = '6b0bf624-0000-4000-8000-00000000000f';
    expect(claims({text: `requests ${OURS[0]}, ${other} and ${OURS[1]}`})).toEqual(OURS.map(auditId => ({auditId})));
    expect(claims({text: `request ${other}`, user: {username: 'u'}})).toEqual([{user: 'u'}]);
  });

  test('an audit id in its own field keeps what else is said of the request, so that a forged one is seen', () => {
    expect(claims({auditID: OURS[0], userAgent: 'curl'})).toEqual([{auditId: OURS[0], userAgent: 'curl'}]);
  });

  test('says nothing of a document without any of it', () => {
    expect(claims({alertname: 'Watchdog'})).toEqual([]);
    expect(claims('text')).toEqual([]);
    expect(claims(null)).toEqual([]);
  });
});
