import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.js';
import {placeText} from '../../src/sources/record/place.js';
import {readRecords} from '../../src/sources/record/read.js';
import {formOf} from '../../src/sources/record/unread.js';
import {loadStack} from '../../src/sources/stack/load.js';
import {auditEvent} from '../helpers/audit-event.js';
import {documentStore} from '../helpers/document-store.js';
import {changedFeed, drill} from '../helpers/drill.js';
import {loopback} from '../helpers/loopback.js';
import {stackOf} from '../helpers/stack.js';
import {tempFile} from '../helpers/temp.js';

type Shape = (event: AuditEvent) => object;
const text = (event: AuditEvent): string => JSON.stringify(event);
const gke: Shape = event => ({
  insertId: 'x',
  operation: {id: event.auditID, producer: 'k8s.io'},
  protoPayload: {
    methodName: `io.k8s.core.v1.${event.objectRef?.resource}.${event.verb}`,
    resourceName: `core/v1/${event.objectRef?.resource}`,
    authenticationInfo: {principalEmail: event.user.username},
    requestMetadata: {callerSuppliedUserAgent: event.userAgent},
  },
});
/** What platforms and shippers make of an audit event, and where it is then. */
const SHAPES: Record<string, {where: string; shape: Shape}> = {
  root: {where: 'at the root', shape: event => event},
  message: {where: 'as JSON in message', shape: event => ({message: text(event)})},
  'AKS, blob': {
    where: 'as JSON in properties.log',
    shape: event => ({category: 'kube-audit', properties: {log: `${text(event)}\n`, pod: 'kube-apiserver-1'}}),
  },
  'AKS, event hub': {
    where: 'as JSON in records.properties.log',
    shape: event => ({records: [{category: 'kube-audit', properties: {log: text(event)}}]}),
  },
  'AKS, Log Analytics': {where: 'as JSON in log_s', shape: event => ({Category: 'kube-audit', log_s: text(event)})},
  'OpenTelemetry, body': {where: 'as JSON in body', shape: event => ({body: text(event), attributes: {}})},
  'OpenTelemetry, Body as a map': {where: 'under Body', shape: event => ({Body: event})},
  'OpenTelemetry, OTLP': {
    where: 'as JSON in resourceLogs.scopeLogs.logRecords.body.stringValue',
    shape: event => ({
      resourceLogs: [{scopeLogs: [{logRecords: [{body: {stringValue: text(event)}}]}]}],
    }),
  },
  'Splunk HEC, event as text': {where: 'as JSON in event', shape: event => ({event: text(event), sourcetype: 'kube'})},
  'Splunk HEC, event as a map': {where: 'under event', shape: event => ({event, sourcetype: 'kube'})},
  'EKS, subscription': {
    where: 'as JSON in logEvents.message',
    shape: event => ({messageType: 'DATA_MESSAGE', logEvents: [{id: '1', message: text(event)}]}),
  },
  'EKS, @message': {where: 'as JSON in @message', shape: event => ({'@message': text(event), '@log_stream': 'x'})},
  'OpenShift, structured': {where: 'under structured', shape: event => ({structured: event, log_type: 'audit'})},
  'escaped twice': {where: 'as JSON in log', shape: event => ({log: JSON.stringify(text(event))})},
  'a field of their own': {where: 'as JSON in vendor.raw_line', shape: event => ({vendor: {raw_line: text(event)}})},
  'between the words of others': {
    where: 'as JSON in msg',
    shape: event => ({msg: `[kube] {node-1} audit: ${text(event)} (1 line)`}),
  },
};

/** Secrets are listed, and every event comes to a store in this shape. */
async function stored(shape: Shape, {event, slaMs = 3000}: {event?: string; slaMs?: number} = {}) {
  const store = await documentStore('audit');
  const more = event === undefined ? '' : `, event: ${event}`;
  const drilled = await drill(['secrets-listed'], {
    settings: {slaMs, graceMs: 200},
    stack: stackOf([`{type: elasticsearch, url: "${store.url}", index: audit, every: 100ms${more}}`, '{type: rules}']),
    cluster: cluster => ({
      ...cluster,
      auditLog: changedFeed(cluster.auditLog, (lines, deliver) => {
        for (const line of lines) {
          const one = JSON.parse(line) as AuditEvent;
          const source = {'@timestamp': one.stageTimestamp, ...shape(one)};
          store.documents.push({id: `${one.auditID} ${one.stage}`, source});
        }
        deliver(lines);
      }),
    }),
  });
  return drilled;
}

const shapeOf = (name: string): Shape => SHAPES[name]?.shape ?? (() => ({}));

describe('18-stored-shapes', () => {
  test.each(Object.entries(SHAPES))('%s: the event is read whole', (_name, {where, shape}) => {
    const event = auditEvent('kd-1a2b3c', new Date());
    const found = readRecords(JSON.parse(JSON.stringify(shape(event))));
    expect(found).toMatchObject([{event, truncated: false}]);
    expect(found.map(({place}) => placeText(place))).toEqual([where]);
  });

  test('several events in one record are all read', () => {
    const events = [1, 2, 3].map(() => auditEvent('kd-1a2b3c', new Date()));
    const record = {records: events.map(event => ({properties: {log: text(event)}}))};
    expect(readRecords(record).map(({event}) => event.auditID)).toEqual(events.map(e => e.auditID));
  });

  test.each([
    'root',
    'message',
    'AKS, blob',
    'AKS, Log Analytics',
    'OpenTelemetry, body',
    'Splunk HEC, event as text',
    'EKS, @message',
    'a field of their own',
  ])('%s: collected with event: auto', async name => {
    const drilled = await stored(shapeOf(name));
    expect(drilled.find('scenario.judged')).toMatchObject({verdict: 'detected'});
  });

  test('GKE: missed, and named as Google’s form with the field that has the audit id', async () => {
    const drilled = await stored(gke, {slaMs: 1000});
    expect(drilled.find('scenario.judged')).toMatchObject({
      verdict: 'missed',
      explanation:
        'the record is in audit, and no audit event is seen in it: it is a LogEntry of Google Cloud (protoPayload), which GKE derives from an audit event, but which is not one; its audit id is in operation.id (elasticsearch)',
    });
    expect(drilled.view.checks.find(c => c.title === 'source elasticsearch (collected)')?.next).toBeDefined();
  });

  test('event says another place than the record: it says where to look', async () => {
    const drilled = await stored(shapeOf('OpenTelemetry, body'), {event: '{json: log}', slaMs: 1000});
    expect(drilled.find('scenario.judged')).toMatchObject({
      verdict: 'missed',
      link: {
        cause:
          'the record is in audit, and no audit event is seen in it: the event is as JSON in body, and `event` of this source looks elsewhere (elasticsearch)',
        change: 'say event: {json: body} in the stack file, or leave it at auto',
      },
    });
  });

  test('a text that is no JSON: it names the field', async () => {
    const ruby = (event: AuditEvent) => ({line_s: `{auditID=${event.auditID}, verb=${event.verb}}`});
    const drilled = await stored(ruby, {slaMs: 1000});
    expect(drilled.find('scenario.judged')?.explanation).toBe(
      'the record is in audit, and no audit event is seen in it: its audit id is in line_s, as part of a text that is not JSON (elasticsearch)',
    );
  });

  test.each(['es2-aks.yaml', 'es2-otel.yaml', 'es.yaml'])('%s is a valid stack', file => {
    const content = readFileSync(`test/fixtures/cases/18-stored-shapes/${file}`, 'utf8');
    expect(loadStack(tempFile(file, content), {}).sources).toHaveLength(2);
  });

  test('the same in Loki: read from a nested text, and Google’s form is named', async () => {
    const lines: {ns: string; line: string}[] = [];
    const server = await loopback(() => ({
      body: {
        data: {
          resultType: 'streams',
          result: [{stream: {job: 'audit'}, values: lines.map(({ns, line}) => [ns, line])}],
        },
      },
    }));
    const collected = (shape: Shape, slaMs: number) => {
      lines.length = 0;
      return drill(['secrets-listed'], {
        settings: {slaMs, graceMs: 200},
        stack: stackOf([`{type: loki, url: "${server.url}", query: '{job="audit"}', every: 100ms}`, '{type: rules}']),
        cluster: cluster => ({
          ...cluster,
          auditLog: changedFeed(cluster.auditLog, (batch, deliver) => {
            for (const line of batch) {
              const one = JSON.parse(line) as AuditEvent;
              lines.push({ns: `${Date.parse(one.stageTimestamp)}000000`, line: JSON.stringify(shape(one))});
            }
            deliver(batch);
          }),
        }),
      });
    };
    expect((await collected(shapeOf('AKS, blob'), 3000)).find('scenario.judged')).toMatchObject({verdict: 'detected'});
    expect((await collected(gke, 1000)).find('scenario.judged')?.explanation).toBe(
      'the line is in {job="audit"}, and no audit event is seen in it: it is a LogEntry of Google Cloud (protoPayload), which GKE derives from an audit event, but which is not one; its audit id is in operation.id (loki)',
    );
    expect(formOf(gke(auditEvent('kd-1a2b3c', new Date())))).toBeDefined();
  });
});
