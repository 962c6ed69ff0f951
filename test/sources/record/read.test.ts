import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {claimOf} from '../../../src/sources/claim.js';
import {placeText} from '../../../src/sources/record/place.js';
import {isWhole, type RecordedEvent, readRecord} from '../../../src/sources/record/read.js';

/** An event as the API server writes it; the documents below are it, as shippers store it. */
const EVENT = {
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  level: 'RequestResponse',
  auditID: '0d2c6c5e-3a5f-4f0e-9b5e-6b8f0a1b2c3d',
  stage: 'ResponseComplete',
  requestURI: '/api/v1/namespaces/kd-1a2b3c/pods',
  verb: 'create',
  user: {username: 'system:serviceaccount:kd-1a2b3c:ci', groups: ['system:serviceaccounts']},
  sourceIPs: ['172.18.0.1'],
  userAgent: 'kubedrill/kd-1a2b3c',
  objectRef: {resource: 'pods', namespace: 'kd-1a2b3c', name: 'p', apiVersion: 'v1'},
  responseStatus: {code: 201},
  requestObject: {metadata: {name: 'p'}, spec: {hostNetwork: true}},
  requestReceivedTimestamp: '2026-11-23T14:03:31.971047Z',
  stageTimestamp: '2026-11-23T14:03:31.975275Z',
  annotations: {
    'authorization.k8s.io/decision': 'allow',
    'pod-security.kubernetes.io/enforce-policy': 'baseline:latest',
  },
};
const {requestReceivedTimestamp: _, ...WITHOUT_RECEIVED} = EVENT;

function read(...args: Parameters<typeof readRecord>): RecordedEvent & {where: string} {
  const found = readRecord(...args);
  if (!found) throw new Error('no event was found');
  return {...found, where: placeText(found.place)};
}

/** The event flattened to one level, with a separator between the names. */
function flattened(separator: string): Record<string, unknown> {
  const flat = (value: object, path: string): [string, unknown][] =>
    Object.entries(value).flatMap(([key, inner]) => {
      const at = path ? `${path}${separator}${key}` : key;
      return typeof inner === 'object' && !Array.isArray(inner) ? flat(inner, at) : [[at, inner] as [string, unknown]];
    });
  return Object.fromEntries(flat(EVENT, ''));
}

describe('an audit event is read from a record', () => {
  test('that holds it at the root, with what the shipper adds', () => {
    const found = read({...EVENT, '@timestamp': EVENT.requestReceivedTimestamp});
    expect(found).toMatchObject({where: 'at the root', truncated: false});
    expect(found.event).toEqual(EVENT);
    expect(isWhole(found.event)).toBe(true);
  });

  test('of real Fluentd documents, whose parser has used up requestReceivedTimestamp', () => {
    const documents = readFileSync('test/fixtures/fluentd/fluentd-documents.ndjson', 'utf8').trim().split('\n');
    const events = documents.map(line => read((JSON.parse(line) as {_source: unknown})._source));
    expect(events).toHaveLength(19);
    for (const {event, where, names} of events) {
      expect(where).toBe('at the root');
      expect(isWhole(event)).toBe(true);
      expect(names.has('requestReceivedTimestamp')).toBe(false);
      expect(claimOf(event)).toMatchObject({auditId: event.auditID, user: expect.any(String), uri: expect.any(String)});
    }
    expect(events[2]?.event).toMatchObject({verb: 'list', annotations: {'authorization.k8s.io/decision': 'allow'}});
  });

  test('of Elastic’s integration: a prefix, no metadata in bodies, annotations without dots', () => {
    const {spec} = EVENT.requestObject;
    const found = read({
      '@timestamp': EVENT.requestReceivedTimestamp,
      data_stream: {dataset: 'kubernetes.audit_logs', namespace: 'default', type: 'logs'},
      event: {action: 'create', outcome: 'success', kind: 'event'},
      user: {name: EVENT.user.username},
      user_agent: {original: EVENT.userAgent},
      kubernetes: {
        audit: {
          ...EVENT,
          requestObject: {spec},
          annotations: {
            authorization_k8s_io: {decision: 'allow'},
            'pod-security_kubernetes_io/enforce-policy': 'baseline:latest',
          },
        },
      },
    });
    expect(found.where).toBe('under kubernetes.audit');
    expect(found.event).toMatchObject({auditID: EVENT.auditID, user: EVENT.user, requestObject: {spec}});
    expect(found.event.annotations?.['pod-security.kubernetes.io/enforce-policy']).toBe('baseline:latest');
    expect(found.names.get('annotations.pod-security.kubernetes.io/enforce-policy')).toBe(
      'annotations.pod-security_kubernetes_io/enforce-policy',
    );
  });

  test.each([
    ['Fluent Bit without a JSON parser', {log: JSON.stringify(EVENT), stream: 'stdout'}, 'as JSON in log'],
    ['Filebeat', {message: JSON.stringify(EVENT), agent: {type: 'filebeat'}}, 'as JSON in message'],
    ['Elastic Agent', {event: {original: JSON.stringify(EVENT)}}, 'as JSON in event.original'],
    [
      'a container runtime’s own line in a field',
      {log: JSON.stringify({log: `${JSON.stringify(EVENT)}\n`, stream: 'stdout'})},
      'as JSON in log',
    ],
    [
      'the head of a CRI line',
      {message: `2026-11-23T14:03:31.9Z stdout F ${JSON.stringify(EVENT)}`},
      'as JSON in message',
    ],
    ['a merge key of the user’s own', {kube: {parsed: EVENT}}, 'under kube.parsed'],
  ])('%s', (_name, document, where) => {
    expect(read(document)).toMatchObject({where, event: EVENT});
  });

  test.each(['.', '_'])('flattened with %s between the names', separator => {
    const found = read(flattened(separator));
    expect(claimOf(found.event)).toEqual(claimOf(EVENT as never));
    expect(found.event.responseStatus).toEqual({code: 201});
    expect(found.event.requestObject).toEqual(EVENT.requestObject);
    expect(found.event.annotations).toEqual(EVENT.annotations);
  });

  test('whose flattened names were given underscores and small letters all through', () => {
    const entries = Object.entries(flattened('_')).map(([key, value]) => [
      key.toLowerCase().replaceAll(/[./]/g, '_'),
      value,
    ]);
    const found = read({...Object.fromEntries(entries), responsestatus_code: '201'});
    expect(found.event).toMatchObject({
      auditID: EVENT.auditID,
      objectRef: {resource: 'pods', namespace: 'kd-1a2b3c', name: 'p'},
      responseStatus: {code: 201},
      annotations: {'authorization.k8s.io/decision': 'allow'},
    });
  });

  test('that was cut off: what its beginning says, and that it was cut off', () => {
    const found = read({log: JSON.stringify(EVENT).slice(0, 500)});
    expect(found).toMatchObject({truncated: true, where: 'as JSON in log'});
    expect(claimOf(found.event)).toMatchObject({auditId: EVENT.auditID, user: EVENT.user.username, verb: 'create'});
    expect(isWhole(found.event)).toBe(true);
  });

  test('only where the stack file says, when it says so', () => {
    const both = {...EVENT, log: JSON.stringify({...EVENT, verb: 'delete'}), k8s: {audit: {...EVENT, verb: 'patch'}}};
    expect(read(both, 'root').event.verb).toBe('create');
    expect(read(both, {under: 'k8s.audit'}).event.verb).toBe('patch');
    expect(read(both, {json: 'log'}).event.verb).toBe('delete');
    expect(readRecord({log: JSON.stringify(EVENT)}, 'root')).toBeUndefined();
  });

  test('but not from records of something else', () => {
    expect(readRecord({log: 'GET /api/v1/pods 200', kubernetes: {pod_name: 'nginx'}})).toBeUndefined();
    expect(readRecord({message: '{"level":"info","msg":"auditID unknown"}'})).toBeUndefined();
    expect(readRecord({verb: 'get', user: {name: 'x'}})).toBeUndefined();
    expect(readRecord('text')).toBeUndefined();
    expect(readRecord(null)).toBeUndefined();
  });

  test('without an audit id, as a claim that is told by the other fields', () => {
    const {auditID: _id, ...rest} = WITHOUT_RECEIVED;
    const {event} = read(rest);
    expect(isWhole(event)).toBe(false);
    expect(claimOf(event)).toMatchObject({user: EVENT.user.username, userAgent: EVENT.userAgent});
    expect(claimOf(event)).not.toHaveProperty('auditId');
  });
});
