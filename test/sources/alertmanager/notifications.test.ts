import {describe, expect, test} from 'vitest';
import type {Investigation} from '../../../src/sources/source.js';
import {eventually} from '../../helpers/eventually.js';
import {loopback} from '../../helpers/loopback.js';
import {post} from '../../helpers/post.js';
import {interestIn, never, openSource} from '../../helpers/source.js';

const OURS = '6b0bf624-0000-4000-8000-000000000001';
const ABOUT: Investigation = {
  stage: 'alerted',
  expected: {},
  token: 'kd-x',
  auditIds: [OURS],
  events: [],
  since: new Date(0),
};

const alert = (change: object = {}) => ({
  status: 'firing',
  labels: {alertname: 'SecretsListed', severity: 'high', auditID: OURS},
  annotations: {summary: 'x'},
  startsAt: '2026-11-23T12:00:00Z',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: '',
  fingerprint: 'f',
  ...change,
});

/** A notification as version 4 of the webhook has it, with keys that newer Alertmanagers send. */
const notification = (alerts: object[], change: object = {}) => ({
  version: '4',
  groupKey: '{}:{alertname="SecretsListed"}',
  truncatedAlerts: 0,
  status: 'firing',
  receiver: 'drill',
  groupLabels: {alertname: 'SecretsListed'},
  commonLabels: {},
  commonAnnotations: {},
  externalURL: 'http://alertmanager',
  notification_reason: 'new alerts',
  routeLabels: {},
  alerts,
  ...change,
});

/** A receiver of notifications, and its address. */
async function receiver(settings: Record<string, unknown> = {}) {
  const opened = openSource({type: 'alertmanager-webhook', listen: {port: 0}, ...settings});
  await opened.start(interestIn([OURS]));
  const {detail = ''} = (await opened.source.check?.(never)) ?? {};
  return {...opened, url: /http:[^,; ]+/.exec(detail)?.[0] ?? ''};
}

describe('notifications of Alertmanager', () => {
  test('tell of each alert that fires, whatever else they say', async () => {
    const {signals, url} = await receiver();
    expect(url).toMatch(/\/alertmanager$/);
    const other = alert({labels: {alertname: 'Other'}, fingerprint: 'g'});
    await post(url, notification([alert(), other, alert({status: 'resolved', fingerprint: 'h'})]));
    await eventually(() => expect(signals).toHaveLength(2));
    expect(signals).toMatchObject([
      {rule: {id: 'SecretsListed', level: 'high'}, sourceTime: '2026-11-23T12:00:00Z', claims: [{auditId: OURS}]},
      {rule: {id: 'Other', level: 'unknown'}, claims: []},
    ]);
  });

  test('repeat alerts of a group, which are told once, and again when they fire anew', async () => {
    const {signals, url} = await receiver();
    await post(url, notification([alert()]));
    await post(url, notification([alert(), alert({startsAt: '2026-11-23T12:10:00Z'})]));
    await eventually(() => expect(signals).toHaveLength(2));
  });

  test('leave out alerts, which is said when one is missed', async () => {
    const {source, signals, url} = await receiver();
    await post(url, notification([alert()], {truncatedAlerts: 3}));
    await eventually(() => expect(signals).toHaveLength(1));
    expect(await source.investigate?.(ABOUT, never)).toMatchObject({
      cause: expect.stringContaining('left out 3 alerts'),
    });
  });

  test.each([
    ['another version', notification([], {version: '3'}), 'version: '],
    ['no alerts', {version: '4', groupKey: '', receiver: ''}, 'alerts: '],
  ])('of %s are refused, with the place', async (_name, body, place) => {
    const {source, url} = await receiver();
    await post(url, body);
    await eventually(async () =>
      expect(await source.investigate?.(ABOUT, never)).toMatchObject({
        cause: expect.stringContaining(`Alertmanager's notification is not in the expected form: ${place}`),
      }),
    );
  });

  test('name the rules of Alertmanager', async () => {
    const {source} = await receiver();
    const rule = {id: 'SecretsListed', title: 'SecretsListed', level: ''};
    expect(source.accepts?.({rules: {alertmanager: ['SecretsListed']}}, rule)).toBe(true);
    expect(source.accepts?.({rules: {alertmanager: ['Other']}}, rule)).toBe(false);
  });

  test('say what they know when Alertmanager itself cannot be asked', async () => {
    const server = await loopback(() => ({body: {}}));
    await server.close();
    const {source, url} = await receiver({api: {url: server.url}});
    expect(await source.check?.(never)).toMatchObject({
      state: 'warning',
      detail: expect.stringContaining(`${server.url} cannot be asked: connection refused`),
    });
    expect(await source.investigate?.(ABOUT, never)).toMatchObject({
      cause: `nothing was posted to ${url} since the run began`,
    });
    await post(url, notification([alert()], {truncatedAlerts: 3}));
    await eventually(async () =>
      expect(await source.investigate?.(ABOUT, never)).toMatchObject({
        cause: expect.stringContaining('left out 3 alerts'),
      }),
    );
  });
});
