import {gzipSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {eventsIn} from '../../../src/sources/recorded/extract.js';
import {auditEvent} from '../../helpers/rules.js';

const event = auditEvent({auditID: 'a-1'});
const other = auditEvent({auditID: 'a-2'});
const text = JSON.stringify(event);
const ids = (record: string) => eventsIn(record).events.map(({auditID}) => auditID);

describe('where an audit event is in a record', () => {
  test.each<[string, string, string]>([
    ['a bare event', text, ''],
    ['AKS diagnostics', JSON.stringify({category: 'kube-audit', properties: {log: text}}), 'as JSON in properties.log'],
    [
      'AKS export to a storage account',
      JSON.stringify({records: [{properties: {log: text}}]}),
      'as JSON in records.properties.log',
    ],
    ['Azure Log Analytics', JSON.stringify({TimeGenerated: 'x', log_s: text}), 'as JSON in log_s'],
    ['OpenTelemetry logs', otel({stringValue: text}), 'as JSON in resourceLogs.scopeLogs.logRecords.body.stringValue'],
    ['Splunk HEC', JSON.stringify({time: 1, sourcetype: 'kube:audit', event}), 'under event'],
    ['a Splunk export', JSON.stringify({preview: false, result: {_raw: text}}), 'as JSON in result._raw'],
    ['the answer of Loki', loki(), 'as JSON in data.result.values'],
    ['journald as JSON', JSON.stringify({_HOSTNAME: 'cp', MESSAGE: text}), 'as JSON in MESSAGE'],
    ['journald with bytes', JSON.stringify({MESSAGE: [...Buffer.from(text)]}), 'as JSON in MESSAGE'],
    ['a line of syslog', `Nov 20 09:00:00 cp kube-audit[7]: ${text}`, 'in the text of each line'],
    ['oc adm node-logs', `master-0.example.com ${text}`, 'in the text of each line'],
    ['kubectl logs --prefix', `[pod/tail-x/audit] ${text}`, 'in the text of each line'],
    ['a line whose quotes are escaped', `level=info msg="${text.replaceAll('"', '\\"')}"`, 'in the text of each line'],
    ['a cell of a CSV export', `2026-11-20,"${text.replaceAll('"', '""')}",x`, 'in the text of each line'],
    ['all flattened under a prefix', JSON.stringify(flat(event, 'kubernetes.audit.')), 'under kubernetes.audit'],
    ['JSON in a JSON text', JSON.stringify(text), 'as JSON in a JSON text'],
    ['that once more', JSON.stringify(JSON.stringify(text)), 'as JSON in a JSON text'],
    ['flattened without a prefix', JSON.stringify(flat(event, '')), ''],
    ['flattened with underscores', JSON.stringify(flat(event, '')).replace(/(user|objectRef)\./g, '$1_'), ''],
    [
      "Firehose's records",
      JSON.stringify({records: [{recordId: '1', data: base64(`${text}\n`)}]}),
      'in base64 under records.data',
    ],
    ["Kinesis' records", JSON.stringify({Records: [{Data: base64(text)}]}), 'in base64 under Records.Data'],
    [
      'a subscription of CloudWatch',
      JSON.stringify({awslogs: {data: cloudWatch()}}),
      'in base64 as JSON in awslogs.data.logEvents.message',
    ],
    ['that as a line of its own', cloudWatch(), 'in base64 in the text of each line'],
    [
      'syslog with the length before each message',
      framed(`<134>1 2026-11-20T09:00:00Z cp ü - - - ${text}`),
      'in the text of each line',
    ],
    [
      'a text in a text in a text',
      JSON.stringify({log: JSON.stringify({message: JSON.stringify({line: text})})}),
      'as JSON in log',
    ],
  ])('%s', (_name, record, place) => {
    const found = eventsIn(record);
    expect(found.events.map(({auditID, verb}) => `${auditID} ${verb}`)).toEqual(['a-1 list']);
    expect(found.problem).toBeUndefined();
    expect(found.place).toBe(place);
  });

  test('an event that a record carries twice counts once, two events count twice', () => {
    expect(ids(JSON.stringify({kubernetes: {audit: event}, event: {original: text}}))).toEqual(['a-1']);
    expect(ids(JSON.stringify({kind: 'EventList', items: [event, other]}))).toEqual(['a-1', 'a-2']);
  });

  test('several messages in one line are each read, and what is cut off is said', () => {
    const messages = [event, other].map(one => framed(`<134>1 - - - - - ${JSON.stringify(one)}`));
    expect(ids(messages.join(''))).toEqual(['a-1', 'a-2']);
    expect(ids(JSON.stringify({Records: [{Data: base64(`${text}\n${JSON.stringify(other)}\n`)}]}))).toEqual([
      'a-1',
      'a-2',
    ]);
    expect(eventsIn(messages.join('').slice(0, -9))).toMatchObject({
      events: [{auditID: 'a-1'}],
      problem: 'is cut off before its end',
    });
  });

  test('what is flattened has its fields back', () => {
    const [found] = eventsIn(JSON.stringify(flat(event, ''))).events;
    expect(found).toMatchObject({user: event.user, objectRef: event.objectRef});
  });

  test('what is inside of an event is no event of its own', () => {
    const nested = {...event, requestObject: {data: {log: JSON.stringify(other)}, items: [other]}};
    expect(ids(JSON.stringify(nested))).toEqual(['a-1']);
  });
});

describe('what holds no audit event is named', () => {
  test.each<[string, string, RegExp]>([
    [
      'Google Cloud',
      JSON.stringify({protoPayload: {methodName: 'io.k8s.core.v1.secrets.list'}}),
      /a LogEntry of Google Cloud/,
    ],
    ['CloudTrail', JSON.stringify({Records: [{eventVersion: '1.1', eventSource: 'eks.amazonaws.com'}]}), /CloudTrail/],
    ['Falco', JSON.stringify({output: 'x', priority: 'Notice', rule: 'y', output_fields: {}}), /an alert of Falco/],
    ['Events', JSON.stringify({kind: 'Event', apiVersion: 'v1', reason: 'Pulled'}), /kubectl get events/],
    ['an object', JSON.stringify({kind: 'Pod', apiVersion: 'v1'}), /a Kubernetes object/],
    ['journald', JSON.stringify({_HOSTNAME: 'cp', MESSAGE: null}), /journalctl --all/],
    ['another stream of EKS', JSON.stringify({events: [{logStreamName: 'authenticator', message: 'x'}]}), /audit-\*/],
    ['a line cut off', text.slice(0, 200), /cut off before its end/],
    ['a text cut off', JSON.stringify({log: text.slice(0, 200)}), /holds an event that is cut off/],
    ['a page', '<!DOCTYPE html><html>', /a page of HTML/],
    ['fields removed', JSON.stringify({auditID: 'a-1', verb: 'get'}), /removed fields/],
    ['base64 of something else', JSON.stringify({data: base64('{"a":1}')}), /not an audit event/],
    ['base64 that is cut off', JSON.stringify({data: base64(text).slice(0, 99)}), /not an audit event/],
    ['a tower', `${'['.repeat(200)}${text}${']'.repeat(200)}`, /not an audit event/],
    ['other text', 'I1120 09:00:00.1 1 server.go:10] Starting', /not an audit event/],
  ])('%s', (_name, record, problem) => {
    expect(eventsIn(record)).toMatchObject({events: [], problem: expect.stringMatching(problem)});
  });
});

const base64 = (content: string | Uint8Array): string => Buffer.from(content).toString('base64');

const framed = (message: string): string => `${Buffer.byteLength(message)} ${message}`;

function cloudWatch(): string {
  const logEvents = [{id: '1', timestamp: 1, message: text}];
  return base64(
    gzipSync(JSON.stringify({messageType: 'DATA_MESSAGE', logStream: 'kube-apiserver-audit-1', logEvents})),
  );
}

function otel(body: unknown): string {
  return JSON.stringify({resourceLogs: [{resource: {}, scopeLogs: [{logRecords: [{timeUnixNano: '1', body}]}]}]});
}

function loki(): string {
  return JSON.stringify({
    status: 'success',
    data: {resultType: 'streams', result: [{stream: {}, values: [['1', text]]}]},
  });
}

function flat(value: object, prefix: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.entries(flat(inner, `${prefix}${key}.`))
        : [[`${prefix}${key}`, inner]],
    ),
  );
}
