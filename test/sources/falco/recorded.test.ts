import {describe, expect, test} from 'vitest';
import type {Signal} from '../../../src/sources/source.js';
import {eventually} from '../../helpers/eventually.js';
import {play, recordedAlerts, recordedBodies} from '../../helpers/falco.js';
import {post} from '../../helpers/post.js';
import {interestIn, never, openSource} from '../../helpers/source.js';

/** A receiver for Falco, and its address. */
async function falco(settings: Record<string, unknown> = {}) {
  const opened = openSource({type: 'falco', listen: {port: 0}, ...settings});
  await opened.start(interestIn());
  const {detail = ''} = (await opened.source.check?.(never)) ?? {};
  return {...opened, url: /http:[^,; ]+/.exec(detail)?.[0] ?? ''};
}

const named = (signals: Signal[], rule: string): Signal[] => signals.filter(s => s.rule?.id === rule);

describe('alerts that a real Falco posted', () => {
  test('are all taken, each as an alert of its rule with its time and what it says of the request', async () => {
    const {signals, url} = await falco();
    expect(await play(url)).toBe(0);
    await eventually(() => expect(signals).toHaveLength(78));
    expect(signals.map(s => s.rule?.id)).toEqual(recordedAlerts().map(a => a.rule));
    expect(signals.map(s => s.sourceTime)).toEqual(recordedAlerts().map(a => a.time));
    expect(signals.every(s => s.stage === 'alerted' && s.claims.length === 1)).toBe(true);
    expect(signals.every(s => s.claims[0]?.auditId === undefined)).toBe(true);
    expect(named(signals, 'K8s Secret Get Successfully')[0]).toMatchObject({
      rule: {level: 'Error'},
      claims: [
        {
          user: 'kubernetes-admin',
          resource: 'secrets',
          namespace: 'drill-payments',
          name: 'drill-db',
          stageTimestamp: '2026-11-23T14:03:34.769546000Z',
        },
      ],
    });
    // It names the user and nothing else.
    expect(named(signals, 'Attach to cluster-admin Role')[0]?.claims).toEqual([
      {
        user: 'kubernetes-admin',
        stageTimestamp: '2026-11-23T14:03:46.349039000Z',
        at: '2026-11-23T14:03:46.349039000Z',
      },
    ]);
    // Refused before the body was read: no name, and the null of Falco is not a name.
    expect(named(signals, 'Disallowed K8s User')[0]?.claims[0]).toMatchObject({user: 'mallory', verb: 'list'});
    expect(named(signals, 'Disallowed K8s User')[0]?.claims[0]).not.toHaveProperty('name');
  });

  test('are taken as falcosidekick passes them on, and in lists', async () => {
    const {signals, url} = await falco();
    const [first, second, third] = recordedAlerts();
    const passedOn = {uuid: '0b1c', ...first, time: '2026-11-23T14:03:31.975275Z', priority: 'Warning'};
    await post(url, passedOn);
    await post(url, [second, third]);
    await eventually(() => expect(signals).toHaveLength(3));
    const stamps = signals.map(s => s.claims[0]?.stageTimestamp);
    expect(stamps[0]).toBe('2026-11-23T14:03:31.975275Z');
    expect(signals[0]?.claims[0]).toMatchObject({name: 'drill-payments', resource: 'namespaces'});
  });

  test('are known by their audit id where append_output adds it', async () => {
    const {signals, source, url} = await falco();
    const [alert] = recordedAlerts();
    await post(url, {...alert, output_fields: {...alert?.output_fields, 'ka.auditid': 'a-b-c'}});
    await eventually(() => expect(signals[0]?.claims[0]).toMatchObject({auditId: 'a-b-c', user: 'kubernetes-admin'}));
    expect(await source.check?.(never)).toMatchObject({detail: expect.stringContaining('its alerts carry ka.auditid')});
  });

  test('are placed to the microsecond by evt.time where time is absent, though JSON rounds it', async () => {
    const {signals, url} = await falco();
    for (const body of recordedBodies()) await post(url, body.replace(/,"time":"[^"]+"/, ''));
    await eventually(() => expect(signals).toHaveLength(78));
    const micros = recordedAlerts().map(a => a.time.replace(/000Z$/, 'Z'));
    expect(signals.map(s => s.sourceTime)).toEqual(micros);
  });

  test.each([
    ['no fields', {rule: 'x', time: '2026-11-23T14:03:31.975275000Z'}],
    ['fields that are null', {rule: 'x', output_fields: null}],
    ['neither source nor time', {rule: 'x', output_fields: {'ka.user.name': 'u'}}],
    ['the alert of another plugin', {rule: 'x', source: 'aws_cloudtrail', output_fields: {'ct.name': 'x'}}],
  ])('are taken with %s', async (_name, body) => {
    const {signals, url} = await falco();
    await post(url, body);
    await eventually(() => expect(signals).toMatchObject([{rule: {id: 'x', level: 'unknown'}}]));
  });

  test.each([
    ['no rule', {output: 'x'}],
    ['a rule that is none', {rule: 7}],
    ['something else', 'text'],
  ])('%s: is refused with the place, and explains a miss', async (_name, body) => {
    const {signals, source, url} = await falco();
    await post(url, JSON.stringify(body));
    await eventually(async () => {
      const {detail} = (await source.check?.(never)) ?? {};
      expect(detail).toContain("refused: Falco's alert is not in the expected form: ");
    });
    expect(signals).toEqual([]);
  });
});

describe('system calls', () => {
  const alert = {
    rule: 'Terminal shell in container',
    priority: 'Notice',
    source: 'syscall',
    time: '2026-11-23T14:03:31.975275123Z',
    output_fields: {'k8s.ns.name': 'kd-a1b2c3', 'k8s.pod.name': 'web', 'user.name': 'root', 'proc.cmdline': 'sh -c id'},
  };

  test('name a pod, a time and no user: who root is in a container says nothing', async () => {
    const {signals, url} = await falco();
    await post(url, alert);
    const claim = {namespace: 'kd-a1b2c3', pod: 'web', command: 'sh -c id', at: alert.time};
    await eventually(() => expect(signals[0]?.claims).toEqual([claim]));
  });

  test('of a process on the node itself have its command line, for fields that it lacks are <NA>', async () => {
    const {signals, url} = await falco();
    const command = 'truncate -s 0 /var/log/pods/kd-a1b2c3_talker_1/talker/0.log';
    const output_fields = {'k8s.ns.name': '<NA>', 'k8s.pod.name': '<NA>', 'proc.cmdline': command};
    await post(url, {...alert, rule: 'Clear Log Activities', output_fields});
    await eventually(() => expect(signals[0]?.claims).toEqual([{command, at: alert.time}]));
  });

  test('are sensed only where the stack file says so', () => {
    const provides = (more: object) => openSource({type: 'falco', listen: {port: 0}, ...more}).source.provides;
    expect([provides({}), provides({syscalls: true})]).toEqual([[], ['runtime-sensor']]);
  });
});

describe('evidence', () => {
  test('is the alert as it was posted', async () => {
    const {signals, url} = await falco();
    const [alert] = recordedAlerts();
    await post(url, alert);
    await eventually(() => expect(signals[0]?.evidence).toMatchObject({kind: 'alert', document: alert}));
  });

  test('leaves out the body of an object that a rule prints, and the text that repeats it', async () => {
    const {signals, url} = await falco();
    const fields = {'ka.user.name': 'u', 'ka.req.configmap.obj': '{"aws_secret_access_key":"hunter2"}'};
    await post(url, {rule: 'x', output: 'configmap={"aws_secret_access_key":"hunter2"}', output_fields: fields});
    await eventually(() => expect(signals).toHaveLength(1));
    expect(JSON.stringify(signals)).not.toContain('hunter2');
    expect(signals[0]?.evidence.document).toMatchObject({rule: 'x', output_fields: {'ka.user.name': 'u'}});
  });
});

test('an alert that only notes down activity counts where it is named, and nowhere else', () => {
  const {source} = openSource({type: 'falco', listen: {port: 0}, rules: {'pod-exec': ['Attach/Exec Pod']}});
  const accepts = (expected: object, id: string, level: string) => source.accepts?.(expected, {id, title: id, level});
  expect(accepts({rule: 'x'}, 'Create Privileged Pod', 'Warning')).toBe(true);
  expect(accepts({rule: 'x'}, 'Attach/Exec Pod', 'Notice')).toBe(true);
  expect(accepts({rule: 'x'}, 'K8s Role Created', 'Informational')).toBe(false);
  expect(accepts({rule: 'x', rules: {falco: ['K8s Role Created']}}, 'K8s Role Created', 'Informational')).toBe(true);
  expect(accepts({rule: 'pod-exec'}, 'Create Privileged Pod', 'Warning')).toBe(false);
});

test('the budget is what the API server’s audit webhook waits by default, or what the stack file says', () => {
  const budget = (settings: object) => openSource({type: 'falco', listen: {port: 0}, ...settings}).source.budget.ms;
  expect(budget({})).toBe(30_000);
  expect(budget({delays: [{for: '1s', why: 'batches'}]})).toBe(1000);
});
