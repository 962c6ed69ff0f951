import {describe, expect, test} from 'vitest';
import type {Severity} from '../../src/events/words.js';
import {scoreResponse} from '../../src/score/response-card.js';
import {viewOf} from '../../src/view/fold.js';
import {stamp} from '../helpers/events.js';
import type {Timed} from '../helpers/execution.js';

const WITHIN = 60_000;
const evidence = {kind: 'alert', ref: 'r', document: null} as const;

/** How people answered one attack, whose alert comes at second 10; their time ends at second 200. */
interface Answer {
  severity?: Severity;
  alerted?: boolean;
  ackMs?: number;
  /** How much later than it was made the acknowledgement is seen, in milliseconds. */
  seenLateMs?: number;
  /** The SLA that the drill has for it, in milliseconds. */
  acknowledgeMs?: number;
  /** What the drill has for the time after it, and for harm, in milliseconds. */
  followUpMs?: number;
  allowanceMs?: number;
  /** Second of the run at which it counts as contained. */
  containedAt?: number;
  hides?: string[];
  /** Whether the acknowledgement counts; default: yes. */
  isCounted?: boolean;
  /** Second of an action of theirs; what it deletes, default: a binding. */
  actedAt?: number;
  deletes?: 'namespaces';
  /** The namespace that they delete, default: that of the attack; and what the API server answers. */
  of?: string;
  code?: number;
  ttcMs?: number;
  checks?: ('contained' | 'not contained' | 'unknown')[];
  downMs?: number;
  /** Whether it was read before it was deleted. */
  read?: boolean;
}

function run(answers: Answer[], pager = true, trail = true, told?: number) {
  const ids = answers.map((_, i) => `s${i}`);
  const facts: Timed[] = [
    {
      ...{ms: 0, type: 'run.started', schemaVersion: 2, run: 'r', kubedrill: '0', drill: {id: 'd', title: 'D'}},
      cluster: {kind: 'simulated', simulated: true, reason: ''},
      settings: {slaFactor: 1, graceMs: 0, parallel: 1, keep: false},
      gates: [],
      scenarios: answers.map(({severity = 'low', acknowledgeMs, followUpMs, allowanceMs}, i) => ({
        ...{id: ids[i] ?? '', title: '', description: '', severity, tags: {}, prevent: '', references: []},
        expectations: [{stage: 'alerted', withinMs: 5000}],
        response: {
          ...{withinMs: WITHIN, holdMs: 0},
          ...(acknowledgeMs !== undefined && {acknowledgeMs}),
          ...(followUpMs !== undefined && {followUpMs}),
          ...(allowanceMs !== undefined && {allowanceMs}),
        },
      })),
    },
  ];
  if (trail) facts.push({ms: 1, type: 'source.changed', source: 'audit', stages: ['audited'], state: 'up'});
  if (pager) facts.push({ms: 1, type: 'source.changed', source: 'pager', stages: ['acknowledged'], state: 'up'});
  for (const [i, answer] of answers.entries()) facts.push(...factsOf(ids[i] ?? '', answer));
  return viewOf(stamp(facts.slice(0, told)));
}

function factsOf(scenario: string, answer: Answer): Timed[] {
  const {
    alerted = true,
    ackMs,
    isCounted = true,
    seenLateMs = 0,
    hides,
    ttcMs,
    containedAt = 199,
    checks = [],
    downMs,
    read,
  } = answer;
  const namespace = `kd-${scenario}`;
  const facts: Timed[] = [{ms: 2, type: 'scenario.started', scenario, token: namespace, namespace, actor: 'x'}];
  if (alerted) {
    const signal = {purpose: 'attack', stage: 'alerted', source: 's', latencyMs: 1, counted: true} as const;
    facts.push({ms: 10_000, type: 'signal.seen', scenario, ...signal, evidence});
  }
  facts.push({ms: 10_000, type: 'scenario.phase', scenario, phase: 'respond'});
  const preserve = read === undefined ? [] : [{resource: 'pods', name: 'p', namespace}];
  const bystanders = downMs === undefined ? [] : ['b'];
  facts.push({ms: 10_000, type: 'response.asked', scenario, preserve, bystanders});
  if (ackMs !== undefined) {
    const ack = {alert: 3, source: 'pager', latencyMs: ackMs, robot: false, counted: isCounted, keys: []};
    const made = {sourceTime: timeAt((10_000 + ackMs) / 1000), ...(hides && {hides})};
    facts.push({ms: 10_000 + ackMs + seenLateMs, type: 'alert.acknowledged', scenario, ...ack, evidence, ...made});
  }
  facts.push(...actionsOf(scenario, answer), ...harmOf(scenario, downMs));
  if (ttcMs !== undefined) {
    const contained = {ttcMs, withinMs: WITHIN, holdMs: 0, checks: []};
    facts.push({ms: containedAt * 1000, type: 'scenario.contained', scenario, ...contained});
  }
  for (const state of checks) {
    facts.push({
      ms: 199_000,
      type: 'containment.checked',
      scenario,
      check: 'c',
      state,
      rehearsed: false,
      withinMs: WITHIN,
    });
  }
  facts.push({ms: 200_000, type: 'scenario.phase', scenario, phase: 'clean-up'});
  return facts;
}

/** What lead did, at these seconds of the run. */
function actionsOf(scenario: string, {actedAt, deletes, of = `kd-${scenario}`, code = 200, read}: Answer): Timed[] {
  const namespace = `kd-${scenario}`;
  const act = (second: number, verb: string, resource: string, name: string): Timed => ({
    ...{ms: second * 1000, type: 'person.acted', scenario, auditId: `${second}${verb}`, user: 'lead'},
    ...{verb, resource, name, code, actedAt: timeAt(second)},
    ...(resource === 'namespaces' ? {} : {namespace}),
  });
  return [
    ...(read ? [act(20, 'get', 'pods', 'p')] : []),
    ...(read === undefined ? [] : [act(21, 'delete', 'pods', 'p')]),
    ...(actedAt === undefined ? [] : [act(actedAt, 'delete', deletes ?? 'rolebindings', deletes ? of : 'rb')]),
  ];
}

/** A bystander that works, and is down for a while from second 30 on. */
function harmOf(scenario: string, downMs: number | undefined): Timed[] {
  if (downMs === undefined) return [];
  const harm = {type: 'harm.changed', scenario, bystander: 'b', detail: '', sinceMs: 0} as const;
  const down: Timed[] = [
    {ms: 30_000, ...harm, state: 'harmed'},
    {ms: 30_000 + downMs, ...harm, state: 'fine'},
  ];
  return [{ms: 11_000, ...harm, state: 'fine'}, ...(downMs ? down : [])];
}

/** A second of the run, by the wall clock of its log. */
const timeAt = (second: number): string =>
  stamp([{ms: second * 1000, type: 'cluster.phase', phase: '', state: 'done'}])[0]?.at ?? '';

const card = (answers: Answer[], pager?: boolean) => scoreResponse(run(answers, pager));
const part = (id: string, answers: Answer[], pager?: boolean) =>
  card(answers, pager)?.components.find(c => c.id === id);

describe('the response score', () => {
  test('is absent where nobody was to respond, and has no total where nothing could be measured', () => {
    expect(scoreResponse(viewOf([]))).toBeUndefined();
    const nothing = card([{alerted: false, checks: ['unknown']}]);
    expect(nothing).not.toHaveProperty('total');
    expect(nothing?.components.map(c => c.max)).toEqual([0, 0, 0, 0]);
  });

  test('is absent for a response that was cut off with its run', () => {
    expect(card([{read: true}])).toBeDefined();
    expect(scoreResponse(run([{read: true}], true, true, -1))).toBeUndefined();
  });

  test('counts an acknowledgement by how much of its five minutes it left, and none as nothing', () => {
    const acked = (ackMs?: number) =>
      part('acknowledge', [{actedAt: 100, ...(ackMs !== undefined && {ackMs})}])?.points;
    expect([acked(0), acked(60_000), acked(300_000), acked(400_000), acked()]).toEqual([20, 16, 0, 0, 0]);
  });

  test('counts an acknowledgement by the time that the drill gives for it', () => {
    const of = (ackMs: number) => part('acknowledge', [{actedAt: 100, ackMs, acknowledgeMs: 60_000}])?.points;
    expect([0, 30_000, 60_000].map(of)).toEqual([20, 10, 0]);
  });

  test('counts half of an acknowledgement that nobody followed up in five minutes', () => {
    const followed = (actedAt: number) => card([{ackMs: 0, actedAt}]);
    expect(followed(9)?.components[0]?.points).toBe(10);
    expect(followed(10)?.components[0]?.points).toBe(20);
    expect(followed(310)?.components[0]?.points).toBe(20);
    expect(followed(311)?.components[0]?.points).toBe(10);
    expect(followed(311)?.remarks).toEqual([
      's0: acknowledged, and nothing was done about it in 5 m 00 s: half of its points',
    ]);
  });

  test('has the time to follow up, and the allowance for harm, that the drill says', () => {
    const followed = (actedAt: number) => part('acknowledge', [{ackMs: 0, actedAt, followUpMs: 60_000}])?.points;
    expect([70, 71].map(followed)).toEqual([20, 10]);
    const spared = (downMs: number) => part('sparing', [{downMs, allowanceMs: 120_000}])?.points;
    expect([0, 60_000, 120_000].map(spared)).toEqual([15, 7.5, 0]);
  });

  test('takes no acknowledgement for forgotten that was seen late, came after the work, or was followed by what is not known', () => {
    const points = (answer: Answer, trail?: boolean) =>
      scoreResponse(run([answer], true, trail))?.components[0]?.points;
    expect(points({ackMs: 0, seenLateMs: 20_000, actedAt: 15})).toBe(20);
    expect(points({ackMs: 0, actedAt: 9, ttcMs: 1, containedAt: 11})).toBe(20);
    expect(points({ackMs: 0}, false)).toBe(20);
    expect(points({ackMs: 0, ttcMs: 1, containedAt: 400})).toBe(10);
  });

  test('says its sums so that they can be done again by hand', () => {
    // 4 × (1 − 9.5 ÷ 60) = 3.37, and 15 × 3.37 ÷ 4 = 12.6.
    expect(part('sparing', [{severity: 'critical', downMs: 9500}])).toMatchObject({
      points: 12.6,
      explanation: expect.stringMatching(/^3\.37 of 4 by severity/),
    });
  });

  test('does not count acknowledgements where nothing alerted, or nothing could tell of them', () => {
    expect(part('acknowledge', [{alerted: false}])?.max).toBe(0);
    expect(part('acknowledge', [{}], false)?.max).toBe(0);
    expect(part('acknowledge', [{}], true)?.max).toBe(20);
  });

  test('counts containment whole in time and half when late', () => {
    const points = (answer: Answer) => part('contain', [answer])?.points;
    expect(points({ttcMs: WITHIN})).toBe(35);
    expect(points({ttcMs: WITHIN + 1})).toBe(17.5);
    expect(points({checks: ['not contained']})).toBe(0);
    expect(part('contain', [{checks: ['unknown']}])?.max).toBe(0);
  });

  test('takes from sparing what a bystander was down, and all for what stops everything', () => {
    const points = (answer: Answer) => part('sparing', [answer])?.points;
    expect([0, 15_000, 60_000, 90_000].map(downMs => points({downMs}))).toEqual([15, 11.3, 0, 0]);
    expect(points({downMs: 0, actedAt: 50, deletes: 'namespaces'})).toBe(0);
    expect(points({downMs: 0, actedAt: 50, deletes: 'namespaces', code: 403})).toBe(15);
    expect(points({downMs: 0, actedAt: 50, deletes: 'namespaces', of: 'theirs'})).toBe(15);
    expect(points({downMs: 0, ackMs: 0, hides: ['A'], actedAt: 50})).toBe(0);
    expect(points({downMs: 0, ackMs: 0, hides: ['A'], isCounted: false, actedAt: 50})).toBe(15);
    expect(card([{downMs: 0, ackMs: 0, hides: ['A'], actedAt: 50, deletes: 'namespaces'}])?.remarks).toEqual([
      's0: a silence that also hides alerts of others spares nobody',
      's0: lead deleted the whole namespace, which spares nobody',
    ]);
    expect(part('sparing', [{}])?.max).toBe(0);
    // Who contains nothing harms nothing.
    expect(part('sparing', [{downMs: 0, checks: ['not contained']}])?.max).toBe(0);
    expect(part('sparing', [{downMs: 30_000, checks: ['not contained']}])?.points).toBe(7.5);
  });

  test('counts evidence that was read before it was deleted', () => {
    expect(part('evidence', [{read: true}])?.points).toBe(10);
    expect(part('evidence', [{read: false}])?.points).toBe(0);
    expect(part('evidence', [{}])?.max).toBe(0);
    expect(part('evidence', [{read: true, checks: ['not contained']}])?.points).toBe(10);
    expect(part('evidence', [{read: false, checks: ['not contained']}])?.points).toBe(0);
  });

  test('weighs attacks by severity, and makes up 100 of what could be measured', () => {
    const both = card(
      [
        {severity: 'critical', ttcMs: 1},
        {severity: 'low', checks: ['not contained']},
      ],
      false,
    );
    expect(both?.components[1]).toMatchObject({
      points: 28,
      max: 35,
      explanation: expect.stringMatching(/^4 of 5 by severity/),
    });
    expect(both?.total).toBe(80);
  });
});
