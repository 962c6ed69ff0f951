import {describe, expect, test} from 'vitest';
import {alertmanagerGroup} from '../../../src/sources/alert-keys.js';
import {loadStack} from '../../../src/sources/stack/load.js';
import {tempFile} from '../../helpers/temp.js';
import {fixture, OURS, receiving} from './receiver.js';

async function pager(settings: Record<string, unknown> = {}) {
  const receiver = await receiving('opsgenie-webhook', settings);
  const action = async (alert: Record<string, unknown> = {}, change: Record<string, unknown> = {}) => {
    const body = fixture<{alert: object}>('opsgenie');
    return await receiver.send({...body, alert: {...body.alert, ...alert}, ...change});
  };
  return {...receiver, action};
}

describe("Opsgenie's posts", () => {
  test('name the alert by its alias and its id, who took it, and when', async () => {
    const {action, told, source} = await pager();
    expect(source.stage).toBe('acknowledged');
    expect((await action()).status).toBe(200);
    const [signal] = await told(1);
    expect(signal).toMatchObject({
      sourceTime: '2026-11-23T12:00:59.250Z',
      acknowledgement: {person: 'res1@example.com'},
      evidence: {ref: '052652ac-5d1c-464a-812a-7dd18bbfba8c'},
    });
    expect(signal?.acknowledgement?.of).toEqual(
      expect.arrayContaining(['key:aliastest', 'key:052652ac-5d1c-464a-812a-7dd18bbfba8c']),
    );
    // Its short number is another alert's elsewhere.
    expect(signal?.acknowledgement?.of).not.toContain('key:23');
  });

  test('name the group of alerts for which Alertmanager made the alert', async () => {
    const {action, told} = await pager();
    const group = alertmanagerGroup('{}/{team="soc"}:{alertname="SecretsListed"}');
    await action({alias: group.slice('alertmanager:group:'.length)});
    expect((await told(1))[0]?.acknowledgement?.of).toContain(group);
  });

  test.each([
    ['nanoseconds', 1_795_435_259_250_000_000, '2026-11-23T12:00:59.250Z'],
    ['milliseconds', 1_795_435_259_250, '2026-11-23T12:00:59.250Z'],
    ['a time that is none', 9e300, undefined],
    ['nothing', null, undefined],
  ])('may have their time in %s', async (_, updatedAt, at) => {
    const {action, told} = await pager();
    await action({updatedAt});
    expect((await told(1))[0]?.sourceTime).toBe(at);
  });

  test('name the attack by an audit id that the alert carries', async () => {
    const {action, told} = await pager();
    await action({tags: [`audit:${OURS}`]});
    expect((await told(1))[0]?.claims).toEqual([{auditId: OURS}]);
  });

  test('are those of a robot where the stack file names one', async () => {
    const {action, told} = await pager({robots: ['System']});
    await action({username: 'System'});
    expect((await told(1))[0]?.acknowledgement).toMatchObject({person: 'System', robot: true});
  });

  test.each(['Create', 'UnAcknowledge', 'AddNote', 'Close', 'TakeOwnership'])(
    'are taken and say nothing where somebody did another thing: %s',
    async name => {
      const {action, signals} = await pager();
      expect((await action({}, {action: name})).status).toBe(200);
      expect(signals).toEqual([]);
    },
  );

  test('are refused where they are of another form', async () => {
    const {send} = await pager();
    expect(await send({action: 'Acknowledge'})).toEqual({
      status: 400,
      text: expect.stringContaining("Opsgenie's post is not in the expected form: alert"),
    });
  });

  test('are not signed: beyond loopback they need a token', () => {
    const stack = (listen: string) =>
      tempFile('stack.yaml', `title: t\nsources:\n  - type: opsgenie-webhook\n    listen: ${listen}\n`);
    expect(() => loadStack(stack('{host: 0.0.0.0, port: 0}'), {})).toThrow(/token: is missing/);
    expect(() => loadStack(stack('{port: 0}'), {})).not.toThrow();
  });
});
