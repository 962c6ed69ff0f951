import {describe, expect, test} from 'vitest';
import type {DrillEvent, EventOf} from '../../src/events/events.js';
import {type Drilled, drill} from '../helpers/drill.js';
import {poster} from '../helpers/poster.js';
import {stackOf} from '../helpers/stack.js';
import {expectNamed} from './ways.js';

const SIEM = '{type: webhook, id: siem, keys: [id], listen: {port: 0}}';
const PAGER = '{type: webhook, id: pager, stage: acknowledged, keys: [alert], robots: [bot], listen: {port: 0}}';
const RULE = 'Secrets were listed';

const isAttack = (event: DrillEvent): event is EventOf<'step.answered'> =>
  event.type === 'step.answered' && event.purpose === 'attack';
const isAlert = (event: DrillEvent): event is EventOf<'signal.seen'> =>
  event.type === 'signal.seen' && event.stage === 'alerted' && event.counted;

/** What is posted when, on a stack that promises an answer within five seconds. */
interface Play {
  onAttack?: (send: ReturnType<typeof poster>['send'], event: EventOf<'step.answered'>) => void;
  onAlert?: (send: ReturnType<typeof poster>['send'], event: EventOf<'signal.seen'>) => void;
  sla?: string;
}

async function played({onAttack, onAlert, sla = '{acknowledged: 5s}'}: Play): Promise<Drilled> {
  const {hear, send} = poster();
  return await drill(['secrets-listed'], {
    settings: {slaMs: 1000, graceMs: 1000},
    stack: stackOf([SIEM, PAGER], {more: `sla: ${sla}\n`}),
    onEvent: event => {
      hear(event);
      if (isAttack(event)) {
        onAttack?.(send, event);
        send('siem', {rule: RULE, id: 'A-1', auditID: event.auditId});
      }
      if (isAlert(event)) onAlert?.(send, event);
    },
  });
}

const judged = (drilled: Drilled) => drilled.find('scenario.judged');
const answers = ({events}: Drilled) => events.filter(e => e.type === 'alert.acknowledged');
/** How the expectation of an acknowledgement was settled. */
const settled = ({events}: Drilled) =>
  events.find(e => e.type === 'expectation.settled' && e.stage === 'acknowledged') as
    | EventOf<'expectation.settled'>
    | undefined;

describe('an acknowledgement', () => {
  test('counts when it names the alert, and its time runs from there', async () => {
    const drilled = await played({onAlert: send => send('pager', {alert: 'A-1', user: 'res1'})});
    expect(judged(drilled)).toMatchObject({
      verdict: 'detected',
      explanation: expect.stringMatching(/acknowledged \d.* after the alert$/),
    });
    const [answer] = answers(drilled);
    const alert = drilled.events.find(isAlert);
    expect(answers(drilled)).toHaveLength(1);
    expect(answer).toMatchObject({alert: alert?.seq, person: 'res1', robot: false, counted: true, source: 'pager'});
    expect(settled(drilled)).toMatchObject({state: 'seen', signal: answer?.seq, latencyMs: answer?.latencyMs});
    expect(answer?.keys).toContain('key:A-1');
    expect(alert?.keys).toEqual(['key:A-1']);
  });

  test('counts by the audit id alone, where it names no alert by a key', async () => {
    const drilled = await played({
      onAlert: (send, {evidence}) => send('pager', {user: 'res1', rule: RULE, about: evidence.document}),
    });
    expect(answers(drilled)).toMatchObject([{counted: true, person: 'res1', keys: []}]);
  });

  test('counts once, however often it is told', async () => {
    const drilled = await played({
      onAlert: send => {
        send('pager', [
          {alert: 'A-1', user: 'res1'},
          {alert: 'A-1', user: 'res2'},
        ]);
      },
    });
    expect(answers(drilled)).toMatchObject([
      {counted: true, person: 'res1'},
      {counted: false, person: 'res2', reason: 'the alert was acknowledged before'},
    ]);
  });

  test.each([
    ['by a robot', {alert: 'A-1', user: 'bot'}, (drilled: Drilled) => expectNamed('acknowledged-by-robot', drilled)],
    [
      'of another alert',
      {alert: 'B-7', user: 'res1'},
      (drilled: Drilled) => expectNamed('acknowledged-another', drilled),
    ],
    [
      'by its own time before the alert',
      {alert: 'A-1', user: 'res1', time: '2000-01-01T00:00:00Z'},
      (drilled: Drilled) => expectNamed('acknowledged-before', drilled),
    ],
  ])('does not count %s', async (_, body, isNamed) => {
    const drilled = await played({onAlert: send => send('pager', body)});
    expect(answers(drilled)).toMatchObject([{counted: false, person: body.user, robot: body.user === 'bot'}]);
    expect(settled(drilled)).toMatchObject({state: 'missed'});
    isNamed(drilled);
  });

  test('does not count when it was seen before the alert', async () => {
    const drilled = await played({onAttack: send => send('pager', {alert: 'A-1', user: 'res1'})});
    expect(answers(drilled)).toMatchObject([{counted: false, reason: 'it was made before the alert'}]);
    expect(judged(drilled)).toMatchObject({verdict: 'missed', link: {broken: 'acknowledged'}});
  });

  test('that nobody makes is a miss, and says so', async () => {
    const drilled = await played({});
    expect(judged(drilled)).toMatchObject({
      verdict: 'missed',
      link: {broken: 'acknowledged', cause: expect.stringContaining('nobody has acknowledged anything')},
    });
  });

  test('cannot be made where there was no alert', async () => {
    const {hear, send} = poster();
    const drilled = await drill(['secrets-listed'], {
      stack: stackOf([SIEM, PAGER], {more: 'sla: {alerted: 2s, acknowledged: 5s}\n'}),
      onEvent: event => {
        hear(event);
        if (isAttack(event)) send('siem', {rule: 'Something else', id: 'B-7', auditID: 'of somebody else'});
      },
    });
    expect(judged(drilled)).toMatchObject({verdict: 'missed', link: {broken: 'alerted'}});
    expect(settled(drilled)).toMatchObject({state: 'missed', reason: 'there was no alert to acknowledge'});
  });

  test('is expected of every alert where the stack promises one, and of none where it does not', async () => {
    const promised = await played({onAlert: send => send('pager', {alert: 'A-1', user: 'res1'})});
    const stages = (drilled: Drilled) => drilled.view.scenarios[0]?.plan.expectations.map(e => [e.stage, e.withinMs]);
    expect(stages(promised)?.at(-1)).toEqual(['acknowledged', 5000]);
    const unpromised = await played({sla: '{}', onAlert: send => send('pager', {alert: 'A-1', user: 'res1'})});
    expect(stages(unpromised)?.map(([stage]) => stage)).toEqual(['audited', 'alerted']);
    expect(judged(unpromised)).toMatchObject({verdict: 'detected'});
  });
});
