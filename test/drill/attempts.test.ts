import {describe, expect, test} from 'vitest';
import {DrillControl} from '../../src/drill/control.js';
import type {DrillEvent, EventOf} from '../../src/events/events.js';
import {notAnEvent} from '../../src/events/schema.js';
import {endingOf} from '../../src/view/nightly/attempts.js';
import {type DrillChange, type Drilled, drill} from '../helpers/drill.js';
import {alertOf, groupsOf} from '../helpers/held-alerts.js';
import {loopback} from '../helpers/loopback.js';
import {selecting} from '../helpers/rules.js';
import {stackOf} from '../helpers/stack.js';
import {tempFile} from '../helpers/temp.js';

const isAttack = (event: DrillEvent): event is EventOf<'step.answered'> =>
  event.type === 'step.answered' && event.purpose === 'attack';

/** A stack whose Alertmanager, asked over HTTP, holds an alert on the attack only from the attempt `from` on. */
async function flaking(from: number, change: DrillChange = {}): Promise<Drilled> {
  const held: ReturnType<typeof alertOf>[] = [];
  const {url} = await loopback(() => ({body: groupsOf(held)}));
  let attempt = 1;
  return drill(['secrets-listed'], {
    ...change,
    stack: stackOf([`{type: alertmanager, url: "${url}", every: 50ms}`]),
    settings: {slaMs: 1500, ...change.settings},
    onEvent: event => {
      change.onEvent?.(event);
      if (event.type === 'scenario.attempt') attempt = event.attempt;
      if (isAttack(event) && attempt >= from) held.push(alertOf({auditID: event.auditId}));
    },
  });
}

const verdicts = ({events}: Drilled) => events.flatMap(e => (e.type === 'scenario.judged' ? [e.verdict] : []));

describe('a scenario that was missed', () => {
  test('is played again under a token and in a namespace of its own, once the first is cleaned up', async () => {
    const drilled = await flaking(2, {settings: {retry: 2}});
    expect(drilled.error).toBeUndefined();
    expect(drilled.drift).toEqual([]);
    expect(verdicts(drilled)).toEqual(['missed', 'detected']);
    const started = drilled.events.filter(e => e.type === 'scenario.started');
    expect(new Set(started.flatMap(e => [e.token, e.namespace])).size).toBe(2);
    const order = drilled.events.flatMap(({type}) =>
      ['scenario.judged', 'scenario.cleaned', 'scenario.attempt', 'scenario.started'].includes(type) ? [type] : [],
    );
    const once = ['scenario.started', 'scenario.judged', 'scenario.cleaned'];
    expect(order).toEqual([...once, 'scenario.attempt', ...once]);
  });

  test('is flaky when it is detected then, and keeps the verdict and the times of its first attempt', async () => {
    const {view, events} = await flaking(2, {settings: {retry: 1}});
    const [scenario] = view.scenarios;
    expect(scenario && endingOf(scenario)).toBe('flaky');
    expect(scenario).toMatchObject({verdict: 'missed', later: [{verdict: 'detected', attempt: {attempt: 2, of: 2}}]});
    expect(scenario?.token).not.toBe(scenario?.later[0]?.token);
    const again = events.find(e => e.type === 'scenario.attempt');
    expect(again).toMatchObject({scenario: 'secrets-listed', attempt: 2, of: 2, because: 'missed'});
    expect(notAnEvent(JSON.parse(JSON.stringify(again)))).toBeUndefined();
  });

  test('is missed when no attempt is detected, after as many as may be', async () => {
    const drilled = await flaking(4, {settings: {retry: 2, slaMs: 600}});
    expect(verdicts(drilled)).toEqual(['missed', 'missed', 'missed']);
    expect(drilled.view.scenarios.map(endingOf)).toEqual(['missed']);
  });

  test('is not played again unless that is asked for', async () => {
    expect(verdicts(await flaking(2, {settings: {slaMs: 600}}))).toEqual(['missed']);
  });

  test('stays missed when a person leaves out its second attempt, and gets no third', async () => {
    const control = new DrillControl();
    const drilled = await flaking(2, {
      control,
      settings: {retry: 2, slaMs: 600},
      onEvent: event => event.type === 'scenario.attempt' && control.skip(event.scenario),
    });
    expect(verdicts(drilled)).toEqual(['missed', 'skipped']);
    expect(drilled.view.scenarios.map(endingOf)).toEqual(['missed']);
  });
});

test('a scenario that is detected at once is played once', async () => {
  expect(verdicts(await flaking(1, {settings: {retry: 2}}))).toEqual(['detected']);
});

test('what only one may touch stays with a scenario through all of its attempts', async () => {
  const nothing = tempFile('never.yml', selecting('verb: never'));
  const {events} = await drill(['anonymous-probing', 'invalid-credential-burst'], {
    settings: {retry: 1, parallel: 2, slaMs: 300},
    rules: [nothing],
  });
  const sent = events.flatMap(e => (e.type === 'step.sent' && e.purpose === 'attack' ? [e.scenario] : []));
  const turns = sent.filter((id, index) => id !== sent[index - 1]);
  expect(events.filter(({type}) => type === 'scenario.attempt')).toHaveLength(2);
  expect(turns).toHaveLength(2);
});
