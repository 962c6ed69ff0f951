import {describe, expect, test} from 'vitest';
import {realClock} from '../../src/lib/clock.js';
import type {Investigation} from '../../src/sources/source.js';
import {eventually} from '../helpers/eventually.js';
import {post} from '../helpers/post.js';
import {interestIn, never, openSource} from '../helpers/source.js';

const UUID = '6b0bf624-0000-4000-8000-00000000000a';

const OURS = '6b0bf624-0000-4000-8000-000000000001';

/** A receiver with these settings, and its address. */
async function webhook(settings: Record<string, unknown> = {}) {
  const opened = openSource({type: 'webhook', listen: {port: 0}, ...settings});
  await opened.start(interestIn([OURS]));
  const {detail = ''} = (await opened.source.check?.(new AbortController().signal)) ?? {};
  return {...opened, url: /http:\S+[^,\s]/.exec(detail)?.[0] ?? ''};
}

describe('the generic webhook', () => {
  test('takes a body as one alert, with the usual names of rule, level and time', async () => {
    const {url, signals} = await webhook();
    const body = {rule: 'Secrets read', priority: 'High', time: '2026-11-23T12:00:00Z', auditID: OURS, more: {a: 1}};
    await post(url, body);
    await eventually(() => expect(signals).toHaveLength(1));
    expect(signals[0]).toMatchObject({
      source: 'webhook',
      stage: 'alerted',
      sourceTime: '2026-11-23T12:00:00Z',
      claims: [{auditId: OURS}],
      rule: {id: 'Secrets read', title: 'Secrets read', level: 'High'},
      evidence: {kind: 'alert', ref: 'Secrets read', document: body},
    });
  });

  test('takes a list of alerts from a path, and names and identity from paths of the sender', async () => {
    const {url, signals} = await webhook({
      path: '/siem',
      each: 'data.hits',
      rule: 'meta.rule.name',
      level: 'meta.severity',
      time: 'ts',
      identity: {user: ['actor.id'], namespace: ['k8s.ns']},
    });
    const hit = (name: string) => ({meta: {rule: {name}, severity: 3}, ts: 'then', actor: {id: 'u'}, 'k8s.ns': 'n'});
    await post(url, {data: {hits: [hit('one'), hit('two')]}});
    await eventually(() => expect(signals).toHaveLength(2));
    expect(signals.map(s => [s.rule, s.sourceTime, s.claims])).toEqual(
      ['one', 'two'].map(id => [{id, title: id, level: '3'}, 'then', [{user: 'u', namespace: 'n'}]]),
    );
  });

  test('reads a CloudEvent by paths into its envelope, else its data', async () => {
    const event = (data: unknown) => ({specversion: '1.0', type: 'alert', source: 'siem', id: UUID, data});
    const unwrapped = await webhook({});
    expect((await post(unwrapped.url, event({rule: 'one', user: {username: 'u'}}))).status).toBe(200);
    await eventually(() => expect(unwrapped.signals).toMatchObject([{rule: {id: 'one'}, claims: [{user: 'u'}]}]));
    const whole = await webhook({rule: 'data.what.name'});
    expect((await post(whole.url, event({what: {name: 'two'}}))).status).toBe(200);
    await eventually(() => expect(whole.signals).toMatchObject([{rule: {id: 'two'}}]));
  });

  test.each([
    ['null', null],
    ['a number', 3],
    ['an object that says nothing', {x: 1}],
    ['a CloudEvent about something else', {specversion: '1.0', id: UUID, data: {x: 1}}],
    ['a list of which one says nothing', [{rule: 'one'}, {x: 1}]],
  ])('answers 400 to %s, and is blind for that moment', async (_name, body) => {
    const {url, source} = await webhook({});
    const before = realClock.now();
    expect(await post(url, body)).toEqual({
      status: 400,
      text: 'a body has no rule (at rule), and names no user, object or audit id\n',
    });
    expect(source.sight(before, realClock.now() + 1, 'missed')).toMatchObject({state: 'blind'});
  });

  test.each([
    ['names only a user', {}, {user: {username: 'alice'}}],
    ['holds an audit id somewhere', {}, {details: `see ${UUID}`}],
    ['is a record, whatever it says', {stage: 'collected'}, {log: 'x'}],
  ])('takes what %s', async (_name, settings, body) => {
    const {url} = await webhook(settings);
    expect((await post(url, body)).status).toBe(200);
  });

  test('says so when a body has no list where the stack file says', async () => {
    const {url, source, signals} = await webhook({each: 'alerts'});
    await post(url, {alerts: []});
    expect(await source.investigate?.({} as Investigation, never)).toBeUndefined();
    await post(url, {events: [1]});
    await eventually(async () =>
      expect(await source.investigate?.({} as Investigation, never)).toMatchObject({
        cause: 'a post was refused: a body has nothing at alerts (each)',
      }),
    );
    expect(signals).toEqual([]);
  });

  test.each([
    ['acknowledged', 'acknowledgement'],
    ['collected', 'record'],
  ])('may stand for the stage %s', async (stage, kind) => {
    const {url, signals, source} = await webhook({stage});
    expect(source.stage).toBe(stage);
    await post(url, {auditID: OURS});
    await eventually(() => expect(signals).toHaveLength(1));
    expect(signals[0]).toMatchObject({stage, evidence: {kind, ref: stage}});
    expect(signals[0]?.rule).toBeUndefined();
  });

  test('keeps no value of a Secret as evidence', async () => {
    const {url, signals} = await webhook();
    const event = {auditID: OURS, objectRef: {resource: 'secrets'}, requestObject: {data: {password: 'hunter2'}}};
    const secret = {kind: 'Secret', metadata: {name: 'db'}, data: {password: 'hunter2'}, stringData: {p: 'hunter2'}};
    await post(url, {rule: 'x', event, objects: [secret], list: {kind: 'SecretList', items: [{data: {p: 'hunter2'}}]}});
    await post(url, {rule: 'y', text: 'x'.repeat(70_000)});
    await eventually(() => expect(signals).toHaveLength(2));
    expect(JSON.stringify(signals)).not.toContain('hunter2');
    expect(signals[0]?.evidence.document).toMatchObject({event: {auditID: OURS}, objects: [{metadata: {name: 'db'}}]});
    expect(signals[1]?.evidence.document).toMatch(/^\[left out: 70\d+ characters\]$/);
  });

  test('counts the rules that the stack file names, else those of the scenario, else any; ignored ones never', async () => {
    const {source} = await webhook({rules: {'secrets-enumerated': ['SIEM-7']}, ignore: ['Heartbeat']});
    const rule = (id: string) => ({id, title: id, level: ''});
    const accepts = (expected: object, id: string) => source.accepts?.(expected, rule(id));
    expect(accepts({rule: 'secrets-enumerated'}, 'SIEM-7')).toBe(true);
    expect(accepts({rule: 'secrets-enumerated'}, 'SIEM-8')).toBe(false);
    expect(accepts({rule: 'secrets-enumerated', rules: {webhook: ['SIEM-8']}}, 'SIEM-8')).toBe(false);
    expect(accepts({rule: 'pod-exec', rules: {webhook: ['SIEM-8']}}, 'SIEM-8')).toBe(true);
    expect(accepts({rule: 'pod-exec', rules: {falco: ['Exec']}}, 'anything')).toBe(true);
    expect(accepts({rule: 'pod-exec'}, 'Heartbeat')).toBe(false);
  });
});
