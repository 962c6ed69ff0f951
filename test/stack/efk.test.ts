import {expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.js';
import {createRuleEngine} from '../../src/sigma/engine.js';
import {loadRules} from '../../src/sigma/load/load.js';
import {recordedAttacks, recordedEvents} from '../helpers/recorded.js';
import {interestIn, never, openSource} from '../helpers/source.js';
import {bulk, found, type KibanaRule, ndjson, type SavedObject, withTemplate} from './efk-store.js';
import {lab, makeIndex} from './lab.js';

/** What Fluentd makes of a line: the event at the root, with the record's time and id. */
const idOf = ({auditID, stage, stageTimestamp}: AuditEvent): string => `${auditID}-${stage}-${stageTimestamp}`;
const stored = (events: readonly AuditEvent[]) =>
  events.map(event => ({id: idOf(event), source: {...event, '@timestamp': event.stageTimestamp}}));

/** The events that kubedrill's own rules stand on, by rule. */
function ownMatches(events: readonly AuditEvent[]): Map<string, string[]> {
  const engine = createRuleEngine(loadRules(['rules']).set);
  const matches = new Map<string, string[]>();
  for (const event of events) {
    for (const {rule} of engine.push(event)) matches.set(rule.id, [...(matches.get(rule.id) ?? []), idOf(event)]);
  }
  return matches;
}

test('with the template of the stack no record is refused, and its rules find what those of kubedrill find', async () => {
  const index = await withTemplate('audit-template.json');
  const events = recordedEvents();
  expect(await bulk(index, stored(events))).toEqual([]);

  const own = ownMatches(events);
  const rules = ndjson<KibanaRule>('kibana/rules.ndjson');
  for (const rule of rules.filter(r => r.type === 'query')) {
    const expected = [...new Set(own.get(rule.rule_id))].sort();
    expect(expected.length, rule.rule_id).toBeGreaterThan(0);
    expect(await found(index, rule.query), rule.rule_id).toEqual(expected);
  }
  for (const rule of rules.filter(r => r.type === 'threshold')) {
    const hits = await found(index, rule.query);
    expect(hits.length, rule.rule_id).toBeGreaterThanOrEqual(rule.threshold?.value ?? Number.POSITIVE_INFINITY);
    // The events that reach the threshold are among those that are counted.
    expect(hits, rule.rule_id).toEqual(expect.arrayContaining(own.get(rule.rule_id) ?? [rule.rule_id]));
  }
  for (const {type, id, attributes} of ndjson<SavedObject>('kibana/saved-objects.ndjson')) {
    if (type !== 'search' || /unparsed|drills|containers/.test(id)) continue;
    const {query} = JSON.parse(attributes.kibanaSavedObjectMeta?.searchSourceJSON ?? '{}').query;
    expect((await found(index, query)).length, id).toBeGreaterThan(0);
  }

  const attack = events.find(event => recordedAttacks().has(event.auditID));
  const url = lab('LAB_OPENSEARCH');
  const kibana = {url: 'http://127.0.0.1:5601', dataView: 'kubedrill-audit'};
  const opened = openSource(
    {type: 'elasticsearch', url, index, every: '1h', kibana},
    {startedAt: new Date(attack?.stageTimestamp ?? '')},
  );
  // The recording is of another day, and the check says so.
  expect(await opened.source.check?.(never)).toMatchObject({
    state: 'warning',
    detail: expect.stringMatching(/newest|ago/),
  });
  await opened.start(interestIn([attack?.auditID ?? '']));
  expect(opened.signals.map(s => s.evidence.link)).toEqual(
    opened.signals.map(
      s =>
        `http://127.0.0.1:5601/app/discover#/doc/kubedrill-audit/${index}?id=${encodeURIComponent(s.evidence.ref.split('/')[1] ?? '')}`,
    ),
  );
  expect(opened.signals.length).toBeGreaterThan(0);
});

test('without it the store refuses a deletion after a creation, which is why there is one', async () => {
  const statusOf = ({responseObject}: AuditEvent) => typeof (responseObject as {status?: unknown})?.status;
  const events = recordedEvents();
  const pair = ['object', 'string'].flatMap(type => events.find(event => statusOf(event) === type) ?? []);
  expect(pair).toHaveLength(2);
  expect(await bulk(await makeIndex(), stored(pair))).toEqual([expect.stringContaining('responseObject.status')]);
  expect(await bulk(await withTemplate('audit-template.json'), stored(pair))).toEqual([]);
});

test('logs of containers whose labels conflict are all taken', async () => {
  const index = await withTemplate('logs-template.json');
  const labelled = (labels: object) => ({
    '@timestamp': '2026-11-28T15:00:00.123456789+00:00',
    message: 'started',
    stream: 'stdout',
    kubernetes: {namespace_name: 'default', pod_name: 'web', container_name: 'web', labels},
  });
  const documents = [{app: 'web'}, {app: {'kubernetes.io/name': 'web'}}, {'app.kubernetes.io/name': 'web'}];
  expect(
    await bulk(
      index,
      documents.map((labels, i) => ({id: String(i), source: labelled(labels)})),
    ),
  ).toEqual([]);
  expect(await found(index, 'message:started AND kubernetes.namespace_name:default')).toEqual(['0', '1', '2']);
});
