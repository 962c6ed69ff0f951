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
/** A configuration by which somebody is told of everything. */
const STATUS = {
  versionInfo: {version: '0.28.0'},
  config: {original: 'route: {receiver: people}\nreceivers: [{name: people, webhook_configs: [{url: x}]}]\n'},
};
const group = (...alerts: object[]) => ({labels: {}, receiver: {name: 'people'}, alerts});

/** A source that was asked once, of a server that answers so. */
async function asked(body: unknown, status = 200) {
  const clock = new SteppedClock();
  const server = await loopback(({path}) =>
    path.startsWith('/api/v2/silence/')
      ? {status: 404, body: ''}
      : path === '/api/v2/status'
        ? {body: STATUS}
        : {status, body},
  );
  const opened = openSource({type: 'alertmanager', url: server.url}, {clock});
  await opened.start(interestIn([OURS]));
  return {...opened, ...server, clock};
}

describe('alerts of Alertmanager', () => {
  test('are told from one question and the configuration, with fields that older versions lack or newer ones add', async () => {
    const {signals, received} = await asked([group(alert())]);
    expect(received.map(r => r.path)).toEqual(['/api/v2/alerts/groups', '/api/v2/status']);
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
    expect(signals.map(s => s.suppressed)).toEqual([
      'silenced by s1; silenced by s2; inhibited by the alert i',
      'suppressed',
    ]);
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
    ['something else', {status: 'success'}, /^down: Alertmanager's list of alerts is not in the expected form: /],
    [
      'an alert without labels',
      [group({fingerprint: 'f'})],
      /^down: Alertmanager's list of alerts .*0\.alerts\.0\.labels: /,
    ],
    ['a page for people', 'log in', /^down: Alertmanager's list of alerts is not in the expected form/],
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
    expect(states).toEqual([expect.stringMatching(/^down: http:\S+ refuses these credentials \(401\)/)]);
  });
});

/** A source that was asked once, of a server with this configuration, these alerts and this silence. */
async function configured(original: string, alerts: object[], silence?: object, config: object = {}) {
  const server = await loopback(({path}) => {
    if (path === '/api/v2/status') return {body: {versionInfo: {version: '0.28.0'}, config: {original}}};
    if (path === '/api/v2/silence/s1') return {body: silence};
    return {body: [group(...alerts)]};
  });
  const opened = openSource({type: 'alertmanager', url: server.url, ...config}, {clock: new SteppedClock()});
  await opened.start(interestIn([OURS]));
  return {...opened, ...server};
}

describe('whether anybody is told', () => {
  const PEOPLE = 'receivers: [{name: people, webhook_configs: [{url: x}]}, {name: nobody}]\n';

  test('not where the receiver has no integration, and the check warns of it', async () => {
    const {signals, source} = await configured(`route: {receiver: nobody}\n${PEOPLE}`, [alert()]);
    expect(signals).toMatchObject([
      {
        suppressed: 'its route leads to the receiver nobody, which has no integration',
        remedy: expect.stringMatching(/^give nobody an integration/),
      },
    ]);
    expect(await source.check?.(never)).toMatchObject({
      state: 'warning',
      detail: expect.stringContaining('without any integration, so nobody is notified of what is routed to nobody'),
    });
  });

  test('not in a time interval that mutes, though its group is not flushed and nothing is marked as muted yet', async () => {
    const always = 'time_intervals: [{name: always, time_intervals: [{}]}]\n';
    const routes = 'route: {receiver: people, routes: [{mute_time_intervals: [always]}]}\n';
    const {signals} = await configured(routes + PEOPLE + always, [alert()]);
    expect(signals.map(s => s.suppressed)).toEqual(['muted for people by the time interval always']);
  });

  test('a silence has its author, its matchers and its end; an inhibition the alert that inhibits', async () => {
    const silence = {
      ...{createdBy: 'alice', comment: 'moving house', endsAt: '2026-11-23T14:00:00Z'},
      matchers: [{name: 'alertname', value: 'Secrets.*', isRegex: true, isEqual: true}],
    };
    const maintenance = alert({labels: {alertname: 'Maintenance', node: 'n1'}, fingerprint: 'g'});
    const both = alert({}, {state: 'suppressed', silencedBy: ['s1'], inhibitedBy: ['g']});
    const {signals} = await configured(`route: {receiver: people}\n${PEOPLE}`, [both, maintenance], silence);
    expect(signals[0]).toMatchObject({
      suppressed:
        'silenced by alice (silence s1, alertname=~"Secrets.*", "moving house") until 14:00:00 UTC; inhibited by the alert Maintenance (node="n1")',
      remedy:
        'end the silence, or narrow its matchers so that this alert is not meant; narrow the inhibition by Maintenance (target_matchers, equal) so that this alert is not meant, or end Maintenance',
    });
  });

  describe('of an alert that was silenced when it was there', () => {
    const ROUTE = `route: {receiver: people}\n${PEOPLE}`;
    const silenced = (status: object = {}) => alert({}, {state: 'suppressed', silencedBy: ['s1'], ...status});
    const madeAt = (startsAt: string) => ({createdBy: 'res1', matchers: [], startsAt, updatedAt: startsAt});
    const AFTER = '2026-11-23T12:00:01Z';
    const reasons = async (alerts: object[], silence: object, config: object = {}) =>
      (await configured(ROUTE, alerts, silence, config)).signals.map(s => s.suppressed);

    test('yes: who silenced it has seen it, though we see it only after that', async () => {
      expect(await reasons([silenced()], madeAt(AFTER))).toEqual([undefined]);
    });

    test.each([
      ['the silence was made before it', madeAt('2026-11-23T11:59:59Z'), {}],
      ['the silence was prolonged after it', {...madeAt('2026-11-23T11:59:59Z'), updatedAt: AFTER}, {}],
      ['the silence was planned before it', {...madeAt(AFTER), updatedAt: '2026-11-23T11:59:59Z'}, {}],
      ['the silence does not say when it was made', {createdBy: 'res1', matchers: []}, {}],
      ['a robot silenced it', madeAt(AFTER), {robots: ['res1']}],
    ])('no, where %s', async (_, silence, config) => {
      expect(await reasons([silenced()], silence, config)).toEqual([expect.stringContaining('silenced by res1')]);
    });

    test('no, where it is inhibited as well, or another silence was there before', async () => {
      const both = await reasons([silenced({inhibitedBy: ['i']})], madeAt(AFTER));
      expect(both).toEqual(['inhibited by the alert i']);
      expect(await reasons([silenced({silencedBy: ['s0', 's1']})], madeAt(AFTER))).toEqual(['silenced by s0']);
    });

    test('and it is not told again as something new', async () => {
      const alerts = [alert()];
      const opened = await configured(ROUTE, alerts, madeAt(AFTER));
      alerts[0] = silenced();
      await opened.source.refresh?.(never);
      expect(opened.signals.map(s => s.suppressed)).toEqual([undefined]);
      expect(opened.source.firing?.()).toEqual([]);
    });
  });

  test('is not known where the configuration cannot be read: then it is as Alertmanager says', async () => {
    const {signals} = await configured('route: [', [alert()]);
    expect(signals.map(s => s.suppressed)).toEqual([undefined]);
  });
});
