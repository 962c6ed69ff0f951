import {describe, expect, test} from 'vitest';
import {loopback} from '../../helpers/loopback.js';
import {interestIn, never, openSource} from '../../helpers/source.js';
import {SteppedClock} from '../../helpers/stepped-clock.js';

const OURS = '6b0bf624-0000-4000-8000-000000000001';

/** An alert as API v2 shows it, with a key that no version has yet. */
const alert = (change: object = {}, status: object = {}) => ({
  labels: {alertname: 'SecretsListed', auditID: OURS},
  annotations: {},
  startsAt: '2026-11-23T12:00:00Z',
  endsAt: '2026-11-23T12:05:00Z',
  updatedAt: '2026-11-23T12:00:00Z',
  fingerprint: 'f',
  receivers: [{name: 'people'}],
  status: {state: 'active', silencedBy: [], inhibitedBy: [], ...status},
  newKey: 1,
  ...change,
});
const group = (...alerts: object[]) => ({labels: {}, receiver: {name: 'people'}, alerts});

/** A source that was asked once, of a server that answers so. */
async function asked(body: unknown, status = 200) {
  const clock = new SteppedClock();
  const server = await loopback(() => ({status, body}));
  const opened = openSource({type: 'alertmanager', url: server.url}, {clock});
  await opened.start(interestIn([OURS]));
  return {...opened, ...server, clock};
}

describe('alerts of Alertmanager', () => {
  test('are told from one question, with fields that older versions lack or newer ones add', async () => {
    const {signals, received} = await asked([group(alert())]);
    expect(received.map(r => r.path)).toEqual(['/api/v2/alerts/groups']);
    expect(signals).toMatchObject([
      {
        rule: {id: 'SecretsListed', level: 'unknown'},
        sourceTime: '2026-11-23T12:00:00Z',
        claims: [{auditId: OURS}],
        evidence: {kind: 'alert', ref: 'SecretsListed f'},
      },
    ]);
  });

  test('that are muted for one receiver and told to another are told', async () => {
    const muted = alert({}, {state: 'suppressed', mutedBy: ['nights']});
    const {signals} = await asked([group(muted), group(alert())]);
    expect(signals.map(s => s.suppressed)).toEqual([undefined]);
    const {signals: never} = await asked([group(muted), group(muted)]);
    expect(never.map(s => s.suppressed)).toEqual(['muted by the time interval nights']);
  });

  test('that are suppressed for several reasons say all of them, and an unknown one too', async () => {
    const both = {state: 'suppressed', silencedBy: ['s1', 's2'], inhibitedBy: ['i']};
    const {signals} = await asked([group(alert({}, both), alert({fingerprint: 'g'}, {state: 'suppressed'}))]);
    expect(signals.map(s => s.suppressed)).toEqual(['silenced by s1, s2; inhibited by i', 'suppressed']);
  });

  test('are told again when they say something new', async () => {
    const answer = [group(alert())];
    const {signals, source} = await asked(answer);
    await source.refresh?.(never);
    answer[0] = group(alert({annotations: {summary: 'again'}}));
    await source.refresh?.(never);
    expect(signals).toHaveLength(2);
  });

  test.each([
    [
      'something else',
      {status: 'success'},
      /^down: Alertmanager's list of alerts is not of the form that is expected: /,
    ],
    [
      'an alert without labels',
      [group({fingerprint: 'f'})],
      /^down: Alertmanager's list of alerts .*0\.alerts\.0\.labels: /,
    ],
    ['a page for people', 'log in', /^down: Alertmanager's list of alerts is not of the form/],
  ])('cannot be read from %s, and that is said on one line', async (_name, body, said) => {
    const {states} = await asked(body);
    expect(states).toEqual([expect.stringMatching(said)]);
    expect(states[0]).not.toContain('\n');
  });

  test.each([404, 410])('are not at an address that answers %s, and the hint says which is right', async status => {
    const {states, source} = await asked({error: 'deprecated'}, status);
    expect(states).toEqual([expect.stringContaining('url must be the base of Alertmanager, without /api/…')]);
    expect(await source.check?.(never)).toMatchObject({state: 'failed', detail: expect.stringContaining(`${status}`)});
  });

  test('cannot be asked without the right credential', async () => {
    const {states} = await asked({error: 'who are you'}, 401);
    expect(states).toEqual([expect.stringMatching(/^down: http:\S+ answered 401 to GET \/api\/v2\/alerts\/groups/)]);
  });
});
