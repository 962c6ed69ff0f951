import {describe, expect, test} from 'vitest';
import {alertmanagerAlert, alertmanagerGroup} from '../../../src/sources/alert-keys.js';
import {fixture, OURS, receiving} from './receiver.js';

async function oncall(settings: Record<string, unknown> = {}) {
  const receiver = await receiving('oncall-webhook', settings);
  const event = async (change: Record<string, unknown> = {}) =>
    await receiver.send({...fixture<object>('oncall'), ...change});
  return {...receiver, event};
}

describe("Grafana OnCall's posts", () => {
  test('name the group of Alertmanager, its alerts and their own group, who took it, and when', async () => {
    const {event, told, source} = await oncall();
    expect(source.stage).toBe('acknowledged');
    expect((await event()).status).toBe(200);
    const [signal] = await told(1);
    expect(signal).toMatchObject({
      sourceTime: '2026-11-23T12:00:59.250058Z',
      claims: [],
      acknowledgement: {
        of: [
          alertmanagerGroup('{}/{team="soc"}:{alertname="SecretsListed"}'),
          alertmanagerAlert('f14987a9c1d2e3f4'),
          'key:I6HNZGUFG4K11',
        ],
        person: 'res1',
      },
      evidence: {ref: 'I6HNZGUFG4K11'},
    });
    expect(signal?.acknowledgement).not.toHaveProperty('robot');
    for (const left of ['hunter2', 'res2', 'example.com']) expect(JSON.stringify(signal)).not.toContain(left);
  });

  test.each([[null], [undefined]])('are those of a robot where OnCall did it on its own: user %s', async user => {
    const {event, told} = await oncall();
    await event({user});
    expect((await told(1))[0]?.acknowledgement).toMatchObject({robot: true});
    expect((await told(1))[0]?.acknowledgement).not.toHaveProperty('person');
  });

  test.each([
    ['nothing', ''],
    ['what a product of their own sent', {rule: 'x', alerts: 'no list', groupKey: 7}],
    ['a list', [1]],
  ])('name only their own group where the alert is %s', async (_, alert_payload) => {
    const {event, told} = await oncall();
    expect((await event({alert_payload})).status).toBe(200);
    expect((await told(1))[0]?.acknowledgement?.of).toEqual(['key:I6HNZGUFG4K11']);
  });

  test('name the attack by an audit id that the alert carries', async () => {
    const {event, told} = await oncall();
    await event({alert_payload: {annotations: {audit: OURS}}});
    expect((await told(1))[0]?.claims).toEqual([{auditId: OURS}]);
  });

  test('have the time of the event where the group has none', async () => {
    const {event, told} = await oncall();
    await event({alert_group: {id: 'I6HNZGUFG4K11'}});
    expect((await told(1))[0]?.sourceTime).toBe('2026-11-23T12:00:59.250058+00:00');
  });

  test.each(['resolve', 'silence', 'unacknowledge', 'escalation', 'alert group created'])(
    'are taken and say nothing of another event: %s',
    async type => {
      const {event, signals} = await oncall();
      expect((await event({event: {type, time: '2026-11-23T12:00:59Z'}})).status).toBe(200);
      expect(signals).toEqual([]);
    },
  );

  test('are refused where a template has made something else of them', async () => {
    const {send} = await oncall();
    expect(await send({name: 'SecretsListed'})).toEqual({
      status: 400,
      text: expect.stringContaining("OnCall's post is not in the expected form: event"),
    });
  });
});
