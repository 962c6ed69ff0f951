import {describe, expect, test} from 'vitest';
import {alertOf, groupsOf} from '../../helpers/held-alerts.js';
import {loopback} from '../../helpers/loopback.js';
import {interestIn, never, openSource} from '../../helpers/source.js';
import {SteppedClock} from '../../helpers/stepped-clock.js';

const OURS = '6b0bf624-0000-4000-8000-000000000001';
/** Times beside 12:00:58, when the stepped clock begins and so does the run. */
const BEFORE_RUN = '2026-11-23T11:00:00.000Z';
const ALERTED = '2026-11-23T12:01:00.000Z';
const AFTER = '2026-11-23T12:01:05.000Z';
const LATER = '2026-11-23T12:02:00.000Z';

const matcher = (name: string, value: string, isRegex = false) => ({name, value, isRegex, isEqual: true});

const silenceOf = (change: object = {}) => ({
  id: 's1',
  createdBy: 'res1',
  comment: 'ACK! on it',
  startsAt: AFTER,
  updatedAt: AFTER,
  endsAt: '2026-11-23T13:00:00.000Z',
  matchers: [matcher('alertname', 'SecretsListed')],
  status: {state: 'active'},
  ...change,
});

const ours = (status: object = {}) => alertOf({auditID: OURS, severity: 'high'}, status, ALERTED);
const other = (name: string, status: object = {}) => ({
  ...alertOf({alertname: name, severity: 'low'}, status, ALERTED),
  fingerprint: name,
});

interface Held {
  alerts: object[];
  silences: object[];
}

/** A source that asks an Alertmanager which holds what the test says. */
async function asking(held: Held, config: object = {}) {
  const clock = new SteppedClock();
  // A server whose clock agrees with that of the run.
  const headers = {Date: clock.wall().toUTCString()};
  const server = await loopback(({path}) => {
    if (path === '/api/v2/silences') return {headers, body: held.silences};
    if (path === '/api/v2/status') return {headers, body: {versionInfo: {version: '0.28.0'}}};
    return {headers, body: groupsOf(held.alerts)};
  });
  const opened = openSource({type: 'alertmanager-silences', url: server.url, every: '1h', ...config}, {clock});
  await opened.start(interestIn([OURS], ['kd-a1b2c3']));
  return {...opened, ...server, clock};
}

describe('a silence', () => {
  test('takes each alert that it hides, by its author, when it was made', async () => {
    const silenced = {silencedBy: ['s1']};
    const {signals} = await asking({alerts: [ours(silenced), other('A')], silences: [silenceOf()]});
    expect(signals).toMatchObject([
      {
        stage: 'acknowledged',
        source: 'alertmanager-silences',
        sourceTime: AFTER,
        claims: [],
        acknowledgement: {of: ['alertmanager:alert:f'], person: 'res1', hides: []},
        evidence: {kind: 'acknowledgement', ref: 's1', document: {createdBy: 'res1', comment: 'ACK! on it'}},
      },
    ]);
  });

  test('is told once, and again when it hides more', async () => {
    const held = {alerts: [ours()], silences: [silenceOf({matchers: [matcher('severity', '.+', true)]})]};
    const {signals, source} = await asking(held);
    await source.refresh?.(never);
    expect(signals).toHaveLength(1);
    held.alerts.push(other('A'));
    await source.refresh?.(never);
    await source.refresh?.(never);
    expect(signals.map(s => s.acknowledgement?.of)).toEqual([
      ['alertmanager:alert:f'],
      ['alertmanager:alert:f', 'alertmanager:alert:A'],
    ]);
    expect(signals[1]?.acknowledgement?.hides).toEqual([{name: 'A', keys: ['alertmanager:alert:A']}]);
    expect(signals[1]?.seenAt).toBe(signals[0]?.seenAt);
  });

  test('hides of others only what says nothing of this run, by audit id or name', async () => {
    const named = {...other('B'), annotations: {summary: 'in namespace kd-a1b2c3'}};
    const silences = [silenceOf({matchers: [matcher('severity', '.+', true)]})];
    const {signals} = await asking({alerts: [ours(), named, other('A')], silences});
    expect(signals[0]?.acknowledgement?.of).toHaveLength(3);
    expect(signals[0]?.acknowledgement?.hides?.map(({name}) => name)).toEqual(['A']);
  });

  test.each([
    ['is prolonged', {updatedAt: LATER, createdBy: 'res2'}, AFTER],
    ['was planned', {startsAt: LATER}, AFTER],
    ['has one time only', {updatedAt: undefined}, AFTER],
  ])('that %s was made no later than the earlier of its times', async (_, change, made) => {
    const {signals} = await asking({alerts: [ours()], silences: [silenceOf(change)]});
    expect(signals.map(s => s.sourceTime)).toEqual([made]);
  });

  test('that somebody else prolongs is still of who made it', async () => {
    const held = {alerts: [] as object[], silences: [silenceOf()]};
    const {signals, source} = await asking(held);
    expect(signals).toEqual([]);
    held.silences = [silenceOf({updatedAt: LATER, createdBy: 'res2'})];
    held.alerts = [ours()];
    await source.refresh?.(never);
    expect(signals.map(s => s.acknowledgement?.person)).toEqual(['res1']);
  });

  test('that has ended counts, for what was there before it ended', async () => {
    const ended = silenceOf({endsAt: '2026-11-23T12:01:20.000Z', status: {state: 'expired'}});
    const late = {...alertOf({auditID: OURS}, {}, LATER), fingerprint: 'late'};
    const {signals} = await asking({alerts: [ours(), late], silences: [ended]});
    expect(signals.map(s => s.acknowledgement?.of)).toEqual([['alertmanager:alert:f']]);
  });

  test.each([
    ['was made before the run', {startsAt: BEFORE_RUN, updatedAt: LATER}],
    ['says nothing of its times', {startsAt: undefined, updatedAt: undefined}],
    ['has not begun', {startsAt: LATER, status: {state: 'pending'}}],
    ['was given up before it began', {endsAt: AFTER, status: {state: 'expired'}}],
    ['means another alert', {matchers: [matcher('alertname', 'Secrets')]}],
    ['has a pattern for another value', {matchers: [matcher('alertname', 'Secrets', true)]}],
    ['means no alert with that label', {matchers: [{...matcher('auditID', OURS), isEqual: false}]}],
    ['has no matchers', {matchers: []}],
    ['has a pattern that nobody can read', {matchers: [matcher('alertname', '(', true)]}],
  ])('that %s is not told of', async (_, change) => {
    const {signals, states} = await asking({alerts: [ours()], silences: [silenceOf(change)]});
    expect({signals, states}).toEqual({signals: [], states: []});
  });

  test('of a robot says so; one of nobody says that nobody is named', async () => {
    const silences = [silenceOf({createdBy: 'kube-janitor'}), silenceOf({id: 's2', createdBy: ' '})];
    const {signals} = await asking({alerts: [ours()], silences}, {robots: ['kube-janitor']});
    expect(signals.map(s => s.acknowledgement)).toMatchObject([
      {person: 'kube-janitor', robot: true},
      {unnamed: 'Alertmanager does not say'},
    ]);
    expect(signals[1]?.acknowledgement).not.toHaveProperty('person');
  });
});

describe('silences', () => {
  test('say in the check how many there are, and where they cannot be asked for', async () => {
    const {source} = await asking({alerts: [], silences: [silenceOf(), silenceOf({status: {state: 'expired'}})]});
    expect(await source.check?.(never)).toEqual({
      state: 'ok',
      detail: 'answers, version 0.28.0, 1 active silence at the moment',
      next: [],
      product: {name: 'Alertmanager', version: '0.28.0'},
    });
    const refusing = await loopback(() => ({status: 403, body: {}}));
    const refused = openSource({type: 'alertmanager-silences', url: refusing.url});
    expect(await refused.source.check?.(never)).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('403'),
    });
  });

  test('in another form are not believed', async () => {
    const {states, signals} = await asking({alerts: [], silences: {status: 'success'} as never});
    expect(states).toEqual([
      expect.stringMatching(/^down: Alertmanager's list of silences is not in the expected form/),
    ]);
    expect(signals).toEqual([]);
  });

  test('explain that an alert was not taken', async () => {
    const about = {stage: 'acknowledged', expected: {}, token: 'kd-a1b2c3', auditIds: [], events: []} as const;
    const why = async (silences: object[]) => {
      const {source} = await asking({alerts: [ours()], silences});
      return (await source.investigate?.({...about, since: new Date()}, never))?.cause;
    };
    expect(await why([])).toBe('nobody has made a silence since the run began');
    expect(await why([silenceOf({matchers: [matcher('alertname', 'A')]})])).toBe(
      'of 1 silence made since the run began none hides this alert',
    );
  });
});
