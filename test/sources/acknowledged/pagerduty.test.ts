import {describe, expect, test} from 'vitest';
import {alertmanagerGroup} from '../../../src/sources/alert-keys.js';
import {byPagerDuty} from '../../helpers/signed.js';
import {fixture, OURS, receiving, SECRET} from './receiver.js';

interface Event {
  event: Record<string, unknown> & {data: Record<string, unknown>};
}

async function pager(settings: Record<string, unknown> = {}) {
  const receiver = await receiving('pagerduty-webhook', {secret: `\${HOOK_SECRET}`, ...settings});
  let posts = 0;
  /** Posts the documented event, changed. */
  const event = async (change: Record<string, unknown> = {}, data: Record<string, unknown> = {}) => {
    const {event} = fixture<Event>('pagerduty');
    const text = JSON.stringify({event: {...event, data: {...event.data, ...data}, ...change}});
    return await receiver.send(text, byPagerDuty(text, [SECRET], `post-${posts++}`));
  };
  return {...receiver, event};
}

describe("PagerDuty's posts", () => {
  test('name the incident by its key and its id, who took it, and when', async () => {
    const {event, told, source} = await pager();
    expect(source.stage).toBe('acknowledged');
    await event();
    expect(await told(1)).toMatchObject([
      {
        stage: 'acknowledged',
        source: 'pagerduty-webhook',
        sourceTime: '2026-11-23T12:00:59.250Z',
        claims: [],
        acknowledgement: {person: 'res1 of the night shift'},
        evidence: {kind: 'acknowledgement', ref: 'PGR0VU2'},
      },
    ]);
    const [signal] = await told(1);
    expect(signal?.acknowledgement?.of).toEqual(
      expect.arrayContaining([
        'alertmanager:group:d3640fbd41094207a1c11e58e46b1662',
        'key:d3640fbd41094207a1c11e58e46b1662',
        'key:PGR0VU2',
      ]),
    );
    expect(signal?.acknowledgement).not.toHaveProperty('robot');
  });

  test('name the group of alerts for which Alertmanager opened the incident', async () => {
    const {event, told} = await pager();
    const group = alertmanagerGroup('{}/{team="soc"}:{alertname="SecretsListed"}');
    await event({}, {incident_key: group.slice('alertmanager:group:'.length)});
    expect((await told(1))[0]?.acknowledgement?.of).toContain(group);
  });

  test('name the attack by an audit id in the key that ElastAlert2 gave the incident', async () => {
    const {event, told} = await pager();
    await event({}, {incident_key: `kd-${OURS}`});
    expect((await told(1))[0]?.claims).toEqual([{auditId: OURS}]);
  });

  test.each([
    ['a service', {type: 'service_reference', summary: 'Cluster'}, 'Cluster'],
    ['an integration', {type: 'inbound_integration_reference', summary: 'Events API V2'}, 'Events API V2'],
    ['nobody', null, undefined],
  ])('are those of a robot where %s is the agent', async (_, agent, person) => {
    const {event, told} = await pager();
    await event({agent});
    expect((await told(1))[0]?.acknowledgement).toMatchObject({robot: true, ...(person && {person})});
  });

  test('are those of a robot where the stack file names the user as one', async () => {
    const {event, told} = await pager({robots: ['res1 of the night shift']});
    await event();
    expect((await told(1))[0]?.acknowledgement).toMatchObject({robot: true});
  });

  test.each([
    ['another change of an incident', {event_type: 'incident.unacknowledged'}],
    ['a resolution', {event_type: 'incident.resolved'}],
    ['a note', {event_type: 'incident.annotated', data: {id: 'P2LA89X', content: 'seen', type: 'incident_note'}}],
    ['the test of a subscription', {event_type: 'pagey.ping', agent: null, data: {message: 'Hello', type: 'ping'}}],
  ])('are taken and say nothing where they are %s', async (_, change) => {
    const {event, signals, check} = await pager();
    expect((await event(change)).status).toBe(200);
    expect(await check()).toMatchObject({state: 'ok', detail: expect.stringContaining('1 bodies so far')});
    expect(signals).toEqual([]);
  });

  test('are refused where they are of another form, such as version 2', async () => {
    const {send, signals} = await pager();
    const text = JSON.stringify({messages: [{event: 'incident.acknowledge'}]});
    expect(await send(text, byPagerDuty(text, [SECRET], 'x'))).toEqual({
      status: 400,
      text: expect.stringContaining("PagerDuty's post is not in the expected form: event"),
    });
    expect(signals).toEqual([]);
  });

  test('leave no way into a conference in the evidence', async () => {
    const {event, told} = await pager();
    await event();
    expect(JSON.stringify(await told(1))).not.toContain('987654321');
  });
});
