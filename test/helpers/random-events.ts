import type {AuditEvent} from '../../src/audit/event.js';
import type {Random} from './random.js';
import {auditEvent} from './rules.js';

export const VERBS = ['get', 'list', 'create', 'DELETE', 'watch'];
export const RESOURCES = ['pods', 'Secrets', 'roles', 'events'];
export const CODES = [200, 201, 401, 403];
export const STAGES = ['ResponseStarted', 'ResponseComplete'];
export const SUBRESOURCES = ['exec', 'log'];
/** Texts that look like the parts of an event when they are inside of one. */
export const NASTY = [
  'alice',
  '',
  '}',
  '{',
  '}}',
  '{{',
  '"',
  '\\',
  '\\"',
  '},"objectRef":{"resource":"secrets"',
  ',"verb":"get"',
  ']',
  '],',
  '"verb":"delete"',
  'verb"',
  'a{b}c',
  '\u2028',
  'ü',
  '},',
  '":',
  ',":1,',
  '{"a":[{"b":"}"}]}',
  '"},"sourceIPs":[',
];

/** Values below bodies: objects that look like events, and texts that look like JSON. */
const body = (random: Random): unknown =>
  random.pick([
    {verb: 'create', objectRef: {resource: 'secrets'}, responseStatus: {code: 403}, stage: 'Panic'},
    {rules: [{verbs: ['get'], resources: ['secrets']}], text: random.pick(NASTY)},
    {spec: {containers: [{securityContext: {privileged: random.percent(50)}}]}},
    [{verb: 'list'}, random.pick(NASTY)],
    null,
  ]);

/** An audit event: mostly as the API server writes them, sometimes odd. */
export function randomEvent(random: Random): AuditEvent {
  const odd = (usual: unknown, ...others: unknown[]) => (random.percent(4) ? random.pick(others) : usual);
  const nasty = () => random.pick(NASTY);
  const objectRef = {
    resource: odd(random.pick(RESOURCES), undefined, null, 7, ['pods', 'secrets'], {}),
    ...(random.percent(30) && {name: nasty()}),
    ...(random.percent(30) && {apiGroup: odd('apps', '', ['apps'], null)}),
    ...(random.percent(30) && {subresource: odd(random.pick(SUBRESOURCES), ['exec', 'log'], null, true)}),
  };
  const responseStatus = {
    metadata: {},
    ...(random.percent(30) && {status: 'Failure', message: nasty(), reason: 'Forbidden'}),
    ...(random.percent(20) && {details: {name: nasty(), causes: random.percent(50) ? [{field: nasty()}] : undefined}}),
    code: odd(random.pick(CODES), undefined, '403', null, 4.5, [200, 403]),
  };
  const event = {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    ...auditEvent(),
    auditID: odd('a-1', 'a\\"1') as string,
    stage: odd(random.pick(STAGES), 'Responsestarted', '') as AuditEvent['stage'],
    requestURI: `/api/${nasty()}`,
    verb: odd(random.pick(VERBS), undefined, null, ['get', 'list'], 5) as string,
    user: {
      username: odd(nasty(), undefined, null, 7, ['alice', 'bob']),
      ...(random.percent(30) && {groups: [nasty(), nasty()]}),
      ...(random.percent(30) && {extra: {[nasty() || 'k']: [nasty()], objectRef: ['x']}}),
    },
    ...(random.percent(10) && {impersonatedUser: {username: nasty(), extra: {a: [nasty()]}}}),
    sourceIPs: [nasty()],
    ...(random.percent(70) && {userAgent: nasty()}),
    objectRef: odd(objectRef, undefined, null, [objectRef]) as AuditEvent['objectRef'],
    responseStatus: odd(responseStatus, undefined, null) as AuditEvent['responseStatus'],
    ...(random.percent(40) && {requestObject: body(random)}),
    ...(random.percent(20) && {responseObject: body(random)}),
    ...(random.percent(5) && {
      'objectRef.subresource': 'exec',
      'responseStatus.code': 401,
      'objectRef.resource': 'pods',
    }),
  };
  const {level, auditID, stage, requestURI, verb, requestReceivedTimestamp, stageTimestamp, ...rest} = event;
  const {kind, apiVersion, ...others} = rest;
  const order = {kind, apiVersion, level, auditID, stage, requestURI, verb, ...others};
  return {...order, requestReceivedTimestamp, stageTimestamp} as AuditEvent;
}
