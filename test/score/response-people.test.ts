import {describe, expect, test} from 'vitest';
import type {DrillFact} from '../../src/events/events.js';
import type {AskedQuestion} from '../../src/events/live.js';
import {decisionsOf} from '../../src/response/exercise/decisions.js';
import {noticesOf} from '../../src/response/exercise/notices.js';
import {responseOf} from '../../src/response/measures.js';
import {followedSteps} from '../../src/response/procedure.js';
import {scoreResponse} from '../../src/score/response-card.js';
import {viewOf} from '../../src/view/fold.js';
import {stamp} from '../helpers/events.js';
import type {Timed} from '../helpers/execution.js';

const evidence = {kind: 'alert', ref: 'r', document: null} as const;
const QUESTION: AskedQuestion = {
  ...{id: 'D1', text: 'Which?', to: [], points: 0, tries: 1, rationale: 'optional' as const, withinMs: 60_000},
  choose: [{id: 'a', text: 'A'}],
};

/** A drill of 200 s, or which ends when it is told to, with one attack, whose alert comes at second 10; the clock starts at second 0 of the run. */
function played(
  facts: readonly Timed[],
  {steps = [], bystanders = [], endMs = 200_000}: {steps?: object[]; bystanders?: string[]; endMs?: number} = {},
) {
  const at = (ms: number, fact: object): Timed => ({ms, ...(fact as DrillFact)});
  const changes = facts.filter(({type}) => type === 'clock.changed').map(({ms}) => ms);
  const pausedMs = changes.length ? Math.max(...changes) - Math.min(...changes) : 0;
  const all: Timed[] = [
    at(0, {
      ...{type: 'run.started', schemaVersion: 2, run: 'r', kubedrill: '0', drill: {id: 'd', title: 'D'}},
      cluster: {kind: 'simulated', simulated: true, reason: ''},
      settings: {slaFactor: 1, graceMs: 0, parallel: 1, keep: false},
      gates: [],
      scenarios: [
        {
          ...{id: 's', title: 'S', description: '', severity: 'high', tags: {}, prevent: '', references: []},
          ...{expectations: [], response: {withinMs: 60_000, holdMs: 0, acknowledgeMs: 100_000}},
        },
      ],
    }),
    at(0, {
      ...{type: 'exercise.opened', kind: 'live', title: 'D', roles: [], objectives: [], procedures: []},
      briefing: {text: '', rules: [], stopWord: 'x'},
      clocks: [{id: 'nis2', title: 'NIS2', dueMs: 50_000, fields: ['what'], to: 'CSIRT'}],
      ...{pace: 'clock', acknowledgeMs: 100_000, language: 'en'},
    }),
    at(0, {
      ...{type: 'script.loaded', injects: [], questions: [], hints: [], sha256: ''},
      clocks: [{id: 'nis2', starts: 'aware'}],
    }),
    at(0, {type: 'clock.changed', t: 0, state: 'running', by: 'p1'}),
    at(2, {type: 'scenario.started', scenario: 's', token: 'k', namespace: 'k', actor: 'x'}),
    at(10_000, {
      ...{type: 'signal.seen', scenario: 's', purpose: 'attack', stage: 'alerted', source: 'siem', latencyMs: 1},
      ...{counted: true, alert: 'A1', evidence},
    }),
    at(10_000, {
      type: 'alert.shown',
      alert: 'A1',
      signal: 5,
      rule: 'r',
      level: 'high',
      source: 'siem',
      about: {},
      keys: [],
      t: 10_000,
    }),
    at(10_000, {type: 'scenario.phase', scenario: 's', phase: 'respond'}),
    at(10_000, {
      ...{type: 'response.asked', scenario: 's', preserve: [], bystanders},
      procedure: {id: 'p', title: 'P', owner: 'o', steps},
    }),
    ...facts,
    at(endMs, {type: 'scenario.phase', scenario: 's', phase: 'clean-up'}),
    at(endMs, {type: 'clock.changed', t: endMs - pausedMs, state: 'ended', by: 'p1'}),
  ];
  return viewOf(stamp(all.toSorted((a, b) => a.ms - b.ms)));
}

const stated = (t: number): Timed => ({ms: t, type: 'team.stated', what: 'aware', t, person: 'p2'});
const sent = (t: number, inTime: boolean | undefined, missing: string[] = []): Timed => ({
  ...{ms: t, type: 'notice.sent', clock: 'nis2', t, person: 'p2', fields: {}, missing},
  ...(inTime !== undefined && {inTime}),
});
const asked = (t: number, dueT?: number): Timed => ({
  ...{ms: t, type: 'question.asked', question: QUESTION, t},
  ...(dueT !== undefined && {dueT}),
});
const made = (t: number, inTime: boolean): Timed => ({
  ...{ms: t, type: 'decision.made', question: 'D1', t, person: 'p2', choice: 'a', rationale: '', inTime},
});
const acknowledged = (latencyMs: number): Timed => ({
  ...{ms: 10_000 + latencyMs, type: 'alert.acknowledged', scenario: 's', alert: 5, source: 'kubedrill', latencyMs},
  ...{robot: false, counted: true, keys: [], evidence, person: 'res1'},
});
const hint = (price: number): Timed => ({
  ...{ms: 30_000, type: 'hint.taken', hint: `s/${price}`, scenario: 's', t: 30_000, person: 'p2', price, text: ''},
});
const component = (view: ReturnType<typeof played>, id: string) =>
  scoreResponse(view)?.components.find(one => one.id === id);

describe('decisions and notifications', () => {
  test.each<[string, Timed[], string]>([
    ['sent in time, with all fields', [stated(20_000), sent(60_000, true)], 'in time'],
    ['in time without a field', [stated(20_000), sent(60_000, true, ['what'])], 'incomplete'],
    ['late', [stated(20_000), sent(90_000, false)], 'late'],
    ['never, though its time is over', [stated(149_999)], 'not sent'],
    ['not yet, at the end of its time exactly', [stated(150_000)], 'open'],
    ['sent although nobody started its clock', [sent(60_000, undefined)], 'not started'],
    ['nobody started its clock', [], 'not started'],
  ])('a notification %s', (_, facts, state) => {
    expect(noticesOf(played(facts))[0]?.state).toBe(state);
  });

  test('a notification that was not sent is longer than what was waited, and never dropped', () => {
    expect(noticesOf(played([stated(20_000)]))[0]?.measure).toEqual({beyondMs: 180_000});
    expect(noticesOf(played([stated(20_000), sent(60_000, true)]))[0]?.measure).toEqual({ms: 40_000});
  });

  test.each<[string, Timed[], string]>([
    ['in time', [asked(20_000, 80_000), made(80_000, true)], 'in time'],
    ['late', [asked(20_000, 80_000), made(80_001, false)], 'late'],
    ['not at all', [asked(20_000, 80_000)], 'not made'],
    ['not yet', [asked(190_000, 250_000)], 'open'],
    ['not at all, where it has no time', [asked(20_000)], 'not made'],
  ])('a decision made %s', (_, facts, state) => {
    expect(decisionsOf(played(facts))[0]?.state).toBe(state);
  });

  test('each counts the same in 10 points, and what is open is not measured', () => {
    const good = [stated(20_000), sent(60_000, true)];
    expect(component(played([...good, asked(20_000, 80_000)]), 'decisions')).toMatchObject({points: 5, max: 10});
    expect(component(played([...good, asked(190_000, 250_000)]), 'decisions')).toMatchObject({points: 10, max: 10});
    expect(component(played([stated(199_000)]), 'decisions')).toMatchObject({points: 0, max: 0});
  });
});

describe('procedures', () => {
  const steps = [
    {id: 'ack', text: 'Take it', seen: 'acknowledged'},
    {id: 'tell', text: 'Tell them', seen: 'ticked'},
    {id: 'think', text: 'Think'},
  ];
  const tick = (step: string, at = 50_000): Timed => ({
    ...{ms: at, type: 'procedure.ticked', procedure: 'p', step, t: at, person: 'p2'},
  });
  const confirm = (step: string, done: boolean): Timed => ({
    ...{ms: 60_000, type: 'procedure.confirmed', procedure: 'p', step, t: 60_000, person: 'p3', done},
  });
  const states = (...facts: Timed[]) => {
    const view = played(facts, {steps});
    return view.scenarios.flatMap(s => followedSteps(s, view).map(({state}) => state));
  };

  describe('a step that a check shows', () => {
    const cut = [{id: 'cut', text: 'Cordon the node', seen: {checks: ['cordoned']}}];
    const change = (ms: number, state: string): Timed =>
      ({
        ...{ms, type: 'containment.changed', scenario: 's', check: 'cordoned', state, detail: '', sinceMs: ms},
      }) as Timed;
    const end = (state: string): Timed =>
      ({
        ...{ms: 199_000, type: 'containment.checked', scenario: 's', check: 'cordoned', state, rehearsed: false},
        withinMs: 60_000,
      }) as Timed;
    const wrote = (seconds: number): Timed => ({
      ...{ms: 20_000, type: 'person.acted', scenario: 's', auditId: 'a', user: 'drill:res1', verb: 'patch'},
      ...{resource: 'nodes', code: 200, actedAt: new Date(Date.parse(stampedAt) + seconds * 1000).toISOString()},
    });
    const [{at: stampedAt} = {at: ''}] = stamp([{ms: 0, type: 'run.ended', outcome: 'finished'}] as never);
    const state = (...facts: Timed[]) => {
      const view = played(facts, {steps: cut});
      return [followedSteps(view.scenarios[0] as never, view)[0]?.state, component(view, 'procedure')?.max];
    };

    test('is done where it holds after it did not', () => {
      expect(state(change(11_000, 'not held'), change(30_000, 'held'), end('contained'))).toEqual(['seen', 10]);
    });

    test('is not ticked by what held before anybody did anything, and earns and costs nothing', () => {
      expect(state(change(11_000, 'held'), end('contained'))).toEqual(['held from the start', 0]);
      // What somebody did afterwards has not brought it about.
      expect(state(change(11_000, 'held'), wrote(20), end('contained'))[0]).toBe('held from the start');
    });

    test('is done where somebody was quicker than the first look', () => {
      expect(state(wrote(10), change(11_000, 'held'), end('contained'))).toEqual(['seen', 10]);
    });

    test('is not known where nobody could look at first, and nobody is known to have done anything', () => {
      const late = [change(11_000, 'unknown'), change(30_000, 'held'), end('contained')];
      expect(state(...late)[0]).toBe('unknown');
      expect(state(wrote(20), ...late)[0]).toBe('seen');
    });

    test('is not done where it broke, and not known where nobody could look', () => {
      expect(state(change(11_000, 'held'), change(20_000, 'not held'), end('not contained'))).toEqual(['not seen', 10]);
      expect(state(change(11_000, 'held'), change(20_000, 'unknown'), end('unknown'))[0]).toBe('unknown');
      expect(
        state(change(11_000, 'held'), change(20_000, 'not held'), change(30_000, 'held'), end('contained'))[0],
      ).toBe('seen');
    });
  });

  test('a tick counts with the yes of an observer, and with nothing else', () => {
    expect(states(tick('tell'))).toEqual(['not seen', 'unknown', 'for people']);
    expect(states(tick('tell'), confirm('tell', true))).toEqual(['not seen', 'seen', 'for people']);
    expect(states(tick('tell'), confirm('tell', true), confirm('tell', false))[1]).toBe('not seen');
    expect(states(confirm('tell', true))[1]).toBe('for people');
    expect(states(tick('think'), confirm('think', true))[2]).toBe('seen');
  });

  test('10 points for the steps of which somebody knows, and nothing where nobody does', () => {
    expect(component(played([], {steps}), 'procedure')).toMatchObject({points: 0, max: 10});
    const half = [acknowledged(20_000), tick('tell'), confirm('tell', false)];
    expect(component(played(half, {steps}), 'procedure')).toMatchObject({points: 5, max: 10});
    expect(component(played([]), 'procedure')).toMatchObject({points: 0, max: 0});
  });

  test('a step that was done after one that comes later is out of order', () => {
    const view = played([acknowledged(80_000), tick('tell', 50_000), confirm('tell', true)], {steps});
    expect(view.scenarios.flatMap(s => followedSteps(s, view).map(({outOfOrder}) => outOfOrder))).toEqual([
      ...[true, undefined, undefined],
    ]);
  });
});

test('hints cost what they cost, and no more than their attack has earned', () => {
  const before = scoreResponse(played([acknowledged(50_000)]));
  expect(component(played([acknowledged(50_000), hint(3)]), 'hints')).toEqual({
    ...{id: 'hints', points: -3, max: 0, explanation: 's −3'},
  });
  expect(component(played([acknowledged(50_000), hint(3), hint(40)]), 'hints')).toMatchObject({points: -10});
  expect(component(played([hint(5)]), 'hints')).toMatchObject({points: 0});
  expect(before?.components.some(({id}) => id === 'hints')).toBe(false);
  // 20 × 0.5, and 10 notifications of which none was sent.
  expect(before?.total).toBe(33.3);
  expect(scoreResponse(played([acknowledged(50_000), hint(3)]))?.total).toBe(23.3);
});

describe('a pause is nobody’s', () => {
  // 60 s from second 50 on: second 200 of the run is second 140 of the drill.
  const pause: Timed[] = [
    {ms: 50_000, type: 'clock.changed', t: 50_000, state: 'paused', by: 'p1'},
    {ms: 110_000, type: 'clock.changed', t: 50_000, state: 'running', by: 'p1'},
  ];
  const harm = (ms: number, state: 'fine' | 'harmed'): Timed => ({
    ...{ms, type: 'harm.changed', scenario: 's', bystander: 'b', state, detail: '', sinceMs: 0},
  });
  const measured = (...facts: Timed[]) => responseOf(played([...pause, ...facts], {bystanders: ['b']}))[0];

  test('in what was waited in vain', () => {
    const step = {scenario: 's', purpose: 'attack', step: 'x', auditId: 'i'} as const;
    const attack: Timed[] = [
      {ms: 8000, type: 'step.sent', ...step, actor: 'x', method: 'GET', path: '/'},
      {ms: 9000, type: 'step.answered', ...step, outcome: 'executed', tookMs: 1000},
    ];
    expect(measured(...attack)).toMatchObject({
      acknowledge: {beyondMs: 130_000},
      contain: {beyondMs: 131_000},
    });
  });

  test('in the seconds that a bystander was down', () => {
    const down = (...facts: Timed[]) => measured(harm(20_000, 'fine'), ...facts)?.harm[0]?.downMs;
    expect(down(harm(40_000, 'harmed'), harm(120_000, 'fine'))).toBe(20_000);
    expect(down(harm(60_000, 'harmed'), harm(100_000, 'fine'))).toBe(0);
    expect(down(harm(120_000, 'harmed'), harm(130_000, 'fine'))).toBe(10_000);
    expect(down(harm(30_000, 'harmed'))).toBe(110_000);
  });

  test('in the five minutes after an acknowledgement', () => {
    const trail: Timed = {ms: 1, type: 'source.changed', source: 'audit', stages: ['audited'], state: 'up'};
    const acted = (ms: number): Timed => ({
      ...{
        ms,
        type: 'person.acted',
        scenario: 's',
        auditId: 'a',
        user: 'res1',
        verb: 'get',
        resource: 'pods',
        code: 200,
      },
      actedAt: stamp([{ms, type: 'cluster.phase', phase: '', state: 'done'}])[0]?.at ?? '',
    });
    const remarks = (ms: number) =>
      scoreResponse(played([...pause, trail, acknowledged(30_000), acted(ms)], {endMs: 500_000}))?.remarks;
    expect(remarks(400_000)).toEqual([]);
    expect(remarks(400_001)).toHaveLength(1);
  });
});

describe('the time until somebody declares', () => {
  const declared = (t: number, alerts: string[]): Timed => ({
    ...{ms: t, type: 'incident.declared', incident: 'INC-1', severity: 'high', t, person: 'p2', alerts, summary: ''},
  });

  test('counts from the alert to the first incident that names it', () => {
    expect(responseOf(played([declared(40_000, []), declared(70_000, ['A1'])]))[0]?.declare).toMatchObject({
      ms: 60_000,
    });
  });

  test('is longer than what was waited where none does', () => {
    expect(responseOf(played([declared(40_000, ['A9'])]))[0]?.declare).toEqual({beyondMs: 190_000});
  });
});

test('an earlier time that a facilitator accepted is the one that is measured and scored, and the card says so', () => {
  const accepted: Timed = {
    ...{ms: 45_000, type: 'time.accepted', what: 'acknowledged', id: 'A1', earlierMs: 20_000, t: 45_000, by: 'p1'},
    reason: 'the access point was down',
  };
  const came = played([acknowledged(30_000)]);
  const view = played([acknowledged(30_000), accepted]);
  expect(responseOf(view)[0]?.acknowledge).toEqual({ms: 10_000, earlierMs: 20_000, person: 'res1'});
  expect([came, view].map(one => component(one, 'acknowledge')?.points)).toEqual([14, 18]);
  expect(scoreResponse(view)?.remarks).toContain(
    's: A1 counts as acknowledged 20.0 s before it came, accepted by p1: the access point was down',
  );
  // What was handed out before stays as it was.
  expect(responseOf(came)[0]?.acknowledge).toMatchObject({ms: 30_000});
});
