import {test} from 'vitest';
import type {AuditEvent} from '../../../src/audit/event.js';
import {expectNamed} from '../../sabotage/ways.js';
import {timed} from '../shipper.js';
import {chain} from './elastalert-chain.js';

test('field renamed', async () => {
  const renamed = ({objectRef, ...event}: AuditEvent) => ({...timed(event as AuditEvent), object_ref: objectRef});
  expectNamed('field-renamed', await chain({change: renamed}));
});

test('de-dotted annotations', async () => {
  const dedotted = ({annotations, ...event}: AuditEvent) => ({
    ...timed(event as AuditEvent),
    annotations: Object.fromEntries(Object.entries(annotations ?? {}).map(([k, v]) => [k.replaceAll('.', '_'), v])),
  });
  const filter = [
    {term: {'annotations.authorization.k8s.io/decision.keyword': 'allow'}},
    {term: {'verb.keyword': 'list'}},
  ];
  expectNamed('annotations-dedotted', await chain({change: dedotted, rule: {filter}}));
});

test('event below a prefix', async () => {
  const nested = (event: AuditEvent) => ({'@timestamp': event.stageTimestamp, kubernetes: {audit: event}});
  expectNamed('nested-under-prefix', await chain({change: nested}));
});

test('time of records an hour ahead', async () => {
  const ahead = (event: AuditEvent) => ({
    ...event,
    '@timestamp': new Date(Date.parse(event.stageTimestamp) + 3_600_000).toISOString(),
  });
  expectNamed('time-ahead', await chain({change: ahead}));
});
