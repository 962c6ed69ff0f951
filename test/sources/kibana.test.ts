import {expect, test} from 'vitest';
import {signalOf} from '../../src/sources/elastic-security/alert.js';
import {recordSignals} from '../../src/sources/elasticsearch/signal.js';
import type {Look} from '../../src/sources/store/alert-index.js';
import {alertLink, recordLink} from '../../src/sources/store/kibana.js';
import {auditEvent} from '../helpers/audit-event.js';

const KIBANA = {url: 'https://kibana.example.com/base/', dataView: 'kubedrill-audit'};

test('a record is shown by Discover, in its data view', () => {
  expect(recordLink(KIBANA, {index: 'k8s-audit-2026.11.28', id: 'a/b c'})).toBe(
    'https://kibana.example.com/base/app/discover#/doc/kubedrill-audit/k8s-audit-2026.11.28?id=a%2Fb%20c',
  );
  expect(recordLink({...KIBANA, space: 'blue team'}, {index: 'i', id: '1'})).toBe(
    'https://kibana.example.com/base/s/blue%20team/app/discover#/doc/kubedrill-audit/i?id=1',
  );
});

test('an alert is shown by the Security app, under the alias that Kibana itself names', () => {
  const alert = {uuid: 'u-1', time: '2026-11-28T15:00:00.000Z'};
  const expected =
    'https://kibana.example.com/base/app/security/alerts/redirect/u-1?index=.alerts-security.alerts-default&timestamp=2026-11-28T15%3A00%3A00.000Z';
  for (const index of ['.internal.alerts-security.alerts-default-000001', '.alerts-security.alerts-default']) {
    expect(alertLink(KIBANA, {...alert, index})).toBe(expected);
  }
});

test('evidence has the link where the stack file names a Kibana, and else where Kibana knew its own address', () => {
  const hit = {index: 'i', id: '1', source: {...auditEvent('kd-1a2b3c', new Date())}};
  const seen = {source: 's', seenAt: 0};
  const shape = {event: 'auto', time: '@timestamp'} as const;
  const recorded = (kibana?: typeof KIBANA) =>
    recordSignals(hit, {...seen, config: {...shape, kibana}})[0]?.evidence.link;
  expect(recorded(KIBANA)).toBe(recordLink(KIBANA, hit));
  expect(recorded()).toBeUndefined();

  const source = {'kibana.alert.uuid': 'u-1', '@timestamp': '2026-11-28T15:00:00.000Z'};
  const look = {...seen} as Look;
  const alerted = (more: object, kibana?: {url: string}) =>
    signalOf(
      {hit: {index: 'a', id: '1', source: {...source, ...more}}, copies: [], origins: []},
      {claims: []},
      {...look, kibana},
    ).evidence.link;
  const own = 'https://own.example.com/app/security/alerts/redirect/u-1';
  expect(alerted({'kibana.alert.url': own}, {url: 'https://k'})).toMatch(
    /^https:\/\/k\/app\/security\/alerts\/redirect\/u-1\?/,
  );
  expect(alerted({'kibana.alert.url': own})).toBe(own);
  expect(alerted({})).toBeUndefined();
});
