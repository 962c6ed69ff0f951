import {describe, expect, test} from 'vitest';
import type {DrillEvent, EventOf} from '../../src/events/events.js';
import {realClock} from '../../src/lib/clock.js';
import {drill} from '../helpers/drill.js';
import {loopback} from '../helpers/loopback.js';
import {stackOf} from '../helpers/stack.js';
import {alertmanager, send, silenceBy, TOLD} from './alertmanager.js';
import {call} from './lab.js';

const PEOPLE = `route: {receiver: people}\n${TOLD}`;
const isAttack = (event: DrillEvent): event is EventOf<'step.answered'> =>
  event.type === 'step.answered' && event.purpose === 'attack';
const isAlert = (event: DrillEvent): event is EventOf<'signal.seen'> =>
  event.type === 'signal.seen' && event.stage === 'alerted';

/** What somebody does in Alertmanager at which moment of the drill. */
interface Play {
  /** Before the attack, while the run is under way. */
  before?: (url: string) => Promise<unknown>;
  /** Once the alert was sent; kubedrill gets no answer until it is done. */
  sent?: (url: string) => Promise<unknown>;
  /** When kubedrill has seen the alert. */
  seen?: (url: string) => Promise<unknown>;
}

/** Secrets are listed on the simulated cluster; the alert is sent to a real Alertmanager with the attack's audit id. */
async function listed({before, sent, seen}: Play) {
  const url = await alertmanager(PEOPLE);
  await send(url, {alertname: 'DiskFull', severity: 'low'});
  await send(url, {alertname: 'NodeDown', severity: 'high'});
  const acts: Promise<unknown>[] = [];
  let quiet: Promise<unknown> = Promise.resolve();
  const gate = await loopback(async ({path}) => {
    await quiet;
    return {body: await call('GET', `${url}${path}`)};
  });
  const sources = [
    `{type: alertmanager, url: "${gate.url}", every: 200ms, rules: {secrets-enumerated: [SecretsListed]}}`,
    `{type: alertmanager-silences, url: "${url}", every: 200ms, robots: [janitor]}`,
  ];
  const drilled = await drill(['secrets-listed'], {
    clock: realClock,
    settings: {slaMs: 3000, graceMs: 500},
    stack: stackOf(sources, {more: 'sla: {acknowledged: 3s}\n'}),
    onEvent: event => {
      if (event.type === 'scenario.phase' && event.phase === 'set-up') acts.push(before?.(url) ?? Promise.resolve());
      if (isAttack(event)) {
        const alerted = send(url, {auditID: event.auditId, severity: 'critical'}).then(() => sent?.(url));
        if (sent) quiet = alerted;
        acts.push(alerted);
      }
      if (isAlert(event) && event.counted) acts.push(seen?.(url) ?? Promise.resolve());
    },
  });
  await Promise.all(acts);
  return {
    url,
    judged: drilled.find('scenario.judged'),
    answers: drilled.events.filter(e => e.type === 'alert.acknowledged'),
    alerts: drilled.events.filter(isAlert),
  };
}

const NARROW = {name: 'alertname', value: 'SecretsListed'};
const BLANKET = {name: 'severity', value: '.+', isRegex: true};

describe('a silence of a real Alertmanager', () => {
  test('made after the alert by res1 is its acknowledgement, and the alert stays detected', async () => {
    const {url, judged, answers, alerts} = await listed({seen: at => silenceBy(at, 'res1', NARROW)});
    expect(judged).toMatchObject({
      verdict: 'detected',
      explanation: expect.stringMatching(/acknowledged \d.* after the alert$/),
    });
    expect(answers).toMatchObject([{counted: true, person: 'res1', robot: false, source: 'alertmanager-silences'}]);
    expect(answers[0]).not.toHaveProperty('hides');
    // What was seen as active is not told of again because somebody took it.
    expect(alerts.filter(e => e.evidence.ref.startsWith('SecretsListed'))).toHaveLength(1);
    const held = (await call('GET', `${url}/api/v2/alerts`)) as {
      labels: {alertname: string};
      status: {state: string};
    }[];
    expect(held.find(a => a.labels.alertname === 'SecretsListed')?.status.state).toBe('suppressed');
  });

  test('made before the alert is none: nobody was notified', async () => {
    const {judged, answers} = await listed({before: at => silenceBy(at, 'res1', NARROW)});
    expect(judged).toMatchObject({
      verdict: 'missed',
      link: {broken: 'alerted', cause: expect.stringContaining('but nobody was notified: silenced by res1')},
    });
    expect(answers).toMatchObject([{counted: false, person: 'res1', reason: 'it was made before the alert'}]);
  });

  test('that also hides alerts of others is blinding, and names them', async () => {
    const {judged, answers} = await listed({seen: at => silenceBy(at, 'res1', BLANKET)});
    expect(answers).toMatchObject([{counted: true, person: 'res1'}]);
    expect(answers[0]?.type === 'alert.acknowledged' && [...(answers[0].hides ?? [])].sort()).toEqual([
      'DiskFull',
      'NodeDown',
    ]);
    expect(judged).toMatchObject({
      verdict: 'detected',
      explanation: expect.stringMatching(
        /; res1's silence also hides 2 alerts of others: (DiskFull, NodeDown|NodeDown, DiskFull)$/,
      ),
    });
  });

  test('that came before we first saw the alert, and after the alert, is a quick answer and no suppression', async () => {
    const {judged, answers, alerts} = await listed({sent: at => silenceBy(at, 'res1', NARROW)});
    expect(judged).toMatchObject({verdict: 'detected'});
    expect(answers).toMatchObject([{counted: true, person: 'res1'}]);
    expect(alerts).toMatchObject([{counted: true, evidence: {document: {status: {state: 'suppressed'}}}}]);
  });

  test('of a robot is no answer', async () => {
    const {judged, answers} = await listed({seen: at => silenceBy(at, 'janitor', NARROW)});
    expect(answers).toMatchObject([{counted: false, person: 'janitor', robot: true}]);
    expect(judged).toMatchObject({
      verdict: 'missed',
      link: {broken: 'acknowledged', cause: expect.stringContaining('a rule or an integration made it')},
    });
  });

  test('that nobody makes is a miss', async () => {
    const {judged} = await listed({});
    expect(judged).toMatchObject({
      verdict: 'missed',
      link: {
        broken: 'acknowledged',
        cause: 'nobody has made a silence since the run began (alertmanager-silences)',
        proof: {silences: 0},
      },
    });
  });
});
