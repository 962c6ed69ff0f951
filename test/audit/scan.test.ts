import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.js';
import type {AuditHead} from '../../src/audit/head/head.js';
import {scanAuditLine} from '../../src/audit/head/scan.js';
import {oddJson} from '../helpers/hostile-json.js';
import {seededRandom} from '../helpers/random.js';
import {randomEvent} from '../helpers/random-events.js';
import {recordedLines} from '../helpers/recorded.js';

/** A head with what its texts in JSON say: two texts may say the same. */
function told(head: AuditHead | undefined) {
  if (!head) return undefined;
  const {message, requestURI, userAgent, user, impersonatedUser, sourceIPs, annotations, ...names} = head;
  const texts = [message, requestURI, userAgent, user, impersonatedUser, sourceIPs, annotations];
  return {...names, values: texts.map(text => (text === '' ? undefined : JSON.parse(text)))};
}

/** The head of a parsed event, in the same form. */
function parsedHead(line: string) {
  const event = JSON.parse(line) as AuditEvent;
  const {auditID, stage, verb, objectRef = {}, responseStatus = {}, requestURI, userAgent, user} = event;
  const {resource = '', namespace = '', name = '', apiGroup = '', subresource = ''} = objectRef;
  const {code = '', message} = responseStatus;
  return {
    ...{auditID, stage, verb, resource, namespace, name, apiGroup, subresource, code: String(code)},
    bodies: event.requestObject === undefined && event.responseObject === undefined ? '' : 'some',
    values: [message, requestURI, userAgent, user, event.impersonatedUser, event.sourceIPs, event.annotations],
  };
}

const head = (line: string) => told(scanAuditLine(line));

describe('the head of a line', () => {
  test('is that of the parsed event, for a log that a real API server wrote', () => {
    const lines = recordedLines();
    const scanned = lines.map(head);
    expect(scanned.filter(Boolean).length).toBeGreaterThan(lines.length * 0.95);
    for (const [i, line] of lines.entries()) if (scanned[i]) expect(scanned[i]).toEqual(parsedHead(line));
  });

  test.each([
    ['as the API server writes', {}],
    ['with keys in another order', {shuffled: true}],
    ['with blanks', {spaced: true}],
    ['with escapes', {escaped: true}],
    ['with all of it', {shuffled: true, spaced: true, escaped: true}],
  ])('is that of the parsed event or not told, for random events %s', (_, manner) => {
    const random = seededRandom(34);
    let count = 0;
    for (let i = 0; i < 5000; i++) {
      const line = oddJson(randomEvent(random), random, manner);
      const scanned = head(line);
      if (!scanned) continue;
      count++;
      expect(scanned, line).toEqual(parsedHead(line));
    }
    if (!('shuffled' in manner || 'spaced' in manner)) expect(count).toBeGreaterThan('escaped' in manner ? 20 : 200);
  });

  /** In the order of the API server. */
  const usual = (more: Record<string, unknown> = {}, bodies: Record<string, unknown> = {}) =>
    JSON.stringify({
      ...{kind: 'Event', apiVersion: 'audit.k8s.io/v1', level: 'Metadata', auditID: 'a-1', stage: 'ResponseComplete'},
      ...{requestURI: '/api/v1/secrets', verb: 'list', user: {username: 'alice'}, sourceIPs: ['10.0.0.1']},
      ...{userAgent: 'curl/8', objectRef: {resource: 'secrets', apiVersion: 'v1'}},
      ...{responseStatus: {metadata: {}, code: 200}, ...more, ...bodies},
      ...{requestReceivedTimestamp: '2026-11-23T13:35:04.603403Z', stageTimestamp: '2026-11-23T13:35:04.604830Z'},
      annotations: {'authorization.k8s.io/decision': 'allow'},
    });
  const plain = usual();
  const bodied = usual({}, {requestObject: {spec: {rules: [{verbs: ['get']}]}}, responseObject: {kind: 'Role'}});
  /** With something more between the bodies. */
  const between = (more: string, line = bodied) => line.replace(',"responseObject"', `${more},"responseObject"`);

  test('is told with bodies and without', () => {
    expect(head(plain)).toMatchObject({verb: 'list', code: '200', bodies: ''});
    expect(head(bodied)).toEqual(parsedHead(bodied));
    expect(head(bodied)).toMatchObject({bodies: 'some'});
  });

  test.each([
    ['a verb that comes again after all was read', plain.replace(/}$/, ',"verb":"delete"}')],
    ['a resource that comes again', plain.replace(/}$/, ',"objectRef":{"resource":"secrets"}}')],
    ['a verb that comes again between the bodies', between(',"verb":"delete"')],
    ['a verb that comes again behind blanks', between(' , "verb" : "delete"')],
    ['a status that comes again', between(',"responseStatus":{"code":403}')],
    ['a stage that comes again, its key written with an escape', between(',"st\\u0061ge":"Panic"')],
    ['a user that comes again', between(',"user":{"username":"bob"}')],
    ['a client that comes again', between(',"userAgent":"kubectl"')],
    [
      'a subresource in a flat key',
      between(',"objectRef.subresource":"exec"', usual({objectRef: undefined}, {requestObject: 1, responseObject: 1})),
    ],
    [
      'a flat key whose dot is an escape',
      between(
        ',"objectRef\\u002esubresource":"exec"',
        usual({objectRef: undefined}, {requestObject: 1, responseObject: 1}),
      ),
    ],
    ['a name with an escape', plain.replace('"secrets"', '"secret\\u0073"')],
    ['a verb that is empty', plain.replace('"list"', '""')],
    ['other keys than usual', plain.replace('"userAgent"', '"agent"')],
    ['blanks', plain.replace(',"verb"', ', "verb"')],
    ['a line that ends before its status', plain.slice(0, plain.indexOf(',"responseStatus"'))],
    ['a line that has no end', plain.slice(0, -10)],
    ['two objects in a line', `${plain}${plain}`],
    ['two objects with bodies in a line', `${bodied}${bodied}`],
    ['a list', `[${plain}]`],
    ['no audit event', '{"message":"hello"}'],
    ['text', 'hello'],
    ['nothing', ''],
    ['a line of more than a million characters', usual({userAgent: 'x'.repeat(1_100_000)})],
  ])('is not told for %s', (_, line) => {
    expect(head(line)).toBeUndefined();
  });

  test.each([
    ['a verb in the first body', usual({}, {requestObject: {spec: {verb: 'get'}}, responseObject: {kind: 'Role'}})],
    ['a verb in the last body', usual({}, {responseObject: {a: ['}', {verb: 'get', text: '","verb":"}'}]}})],
    ['a body with letters as escapes', bodied.replace('"Role"', '"R\\u006fle"')],
    ['a user name that comes again', plain.replace('"alice"', '"alice","username":"bob"')],
    ['a request without a resource', usual({objectRef: undefined, requestURI: '/version'})],
    ['a request that has no answer yet', usual({responseStatus: undefined})],
    ['a message with quotes', usual({responseStatus: {metadata: {}, message: 'no "pods" \\ {', code: 403}})],
    ['a client that looks like a field', usual({userAgent: '","verb":"delete","x":"'})],
    ['a long line', usual({userAgent: '\\'.repeat(250_000)})],
  ])('is that of the parsed event for %s', (_, line) => {
    expect(head(line)).toBeDefined();
    expect(head(line)).toEqual(parsedHead(line));
  });

  test('takes no longer than in proportion to the length of a line', () => {
    const line = `{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"a","stage":"s","requestURI":"${'\\\\'.repeat(200_000)}","verb":"get","user":{${'{}'.repeat(200_000)}`;
    const parts = [line, `${line}}`, `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`];
    for (const part of parts) expect(head(part)).toBeUndefined();
  });
});
