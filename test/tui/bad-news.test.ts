import {describe, expect, test} from 'vitest';
import type {DrillEvent} from '../../src/events/events.js';
import {shownRows} from '../../src/tui/shown.js';
import {line, textOf} from '../../src/tui/text/line.js';
import {wrapLine} from '../../src/tui/text/wrap-line.js';
import {initialUi} from '../../src/tui/ui-state.js';
import {viewOf} from '../../src/view/fold.js';
import {widthOf} from '../../src/view/text.js';
import {drillEvents, stamp} from '../helpers/events.js';
import type {Timed} from '../helpers/execution.js';
import {picture} from '../helpers/screen.js';

const MISSED = [19, 28, 36];

/** A drill of 37 scenarios of which three, far down in the plan, were missed. */
function manyScenarios(): DrillEvent[] {
  const [started] = drillEvents();
  if (started?.type !== 'run.started') throw new Error('a run begins with run.started');
  const {seq: _, at: __, ...opening} = started;
  const [sample] = started.scenarios;
  if (!sample) throw new Error('the drill has scenarios');
  const scenarios = Array.from({length: 37}, (_, n) => ({...sample, id: `number-${n}`, title: `Scenario number ${n}`}));
  const judged = scenarios.map(({id}, n): Timed => {
    const fact = {ms: 1000 + n, type: 'scenario.judged', scenario: id} as const;
    if (!MISSED.includes(n)) return {...fact, verdict: 'detected', explanation: 'alerted after 2 s'};
    const link = {broken: 'alerted', cause: `no rule for ${id}`, change: `load a rule for ${id}`} as const;
    return {...fact, verdict: 'missed', explanation: `no rule for ${id}`, link};
  });
  const foreign: Timed = {
    ...{
      ms: 900,
      type: 'signal.seen',
      scenario: 'number-28',
      purpose: 'attack',
      stage: 'alerted',
      source: 'alertmanager',
    },
    ...{latencyMs: 0, counted: false, reason: 'not ours: it is about none of the requests of this scenario'},
    evidence: {
      kind: 'alert',
      ref: 'noisy',
      rule: {id: 'noisy', title: 'Noisy', level: 'high'},
      document: {labels: {alertname: 'SomebodyElses'}},
    },
  };
  const ended: Timed = {ms: 3000, type: 'run.ended', outcome: 'finished', timings: {}};
  return stamp([{...opening, scenarios} as Timed, foreign, ...judged, ended]);
}

describe('37 scenarios with three missed, at 80x24', () => {
  const at80 = (ui: Parameters<typeof picture>[0]['ui'] = {}) =>
    picture({columns: 80, rows: 24, events: manyScenarios(), ui});

  test('shows at the end every miss, the failed gate and the first fix, without a key', () => {
    const text = at80();
    for (const n of MISSED) expect(text).toMatch(new RegExp(`Scenario number ${n} .*✖ MISSED`));
    expect(text).toContain('gate FAILED');
    expect(text).toContain('1. Scenario number 19: no rule for number-19');
  });

  test('counts the verdicts in the header', () => {
    expect(at80().split('\n')[0]).toMatch(/3 MISSED +34 detected|✖3 ✔34/);
  });

  test('tells what to fix before what the score leaves out, and scrolls to its end', () => {
    const top = at80();
    expect(top).toMatch(/more below: PgDn/);
    const end = at80({summaryScroll: 1000});
    expect(end).toContain('left out: escalating-role');
    expect(end).toMatch(/\d+ above: PgDn, PgUp/);
    expect(picture({columns: 80, rows: 60, events: manyScenarios()})).toMatch(/what to fix first[\s\S]*left out/);
  });

  test('shows failures alone, or what a filter asks for, and says so', () => {
    const bad = at80({onlyBad: true});
    expect(bad).toContain('failures: 3 of 37');
    expect(bad).not.toMatch(/Scenario number 1 /);
    expect(at80({filter: 'MISSED'})).toContain('/MISSED: 3 of 37');
    expect(at80({filter: 'number-28'})).toMatch(/▸ Scenario number 28/);
    expect(at80({filter: 'nothing of that'})).toContain('no match; esc shows all');
  });

  test('keeps the order of the plan while the run goes on', () => {
    const running = manyScenarios().filter(e => e.type !== 'run.ended');
    expect(shownRows(viewOf(running), initialUi).slice(0, 3)).toEqual([0, 1, 2]);
    expect(shownRows(viewOf(manyScenarios()), initialUi).slice(0, 4)).toEqual([19, 28, 36, 0]);
  });

  test('shows the evidence of a foreign alert, and why it does not count, in full', () => {
    const text = picture({columns: 60, rows: 60, events: manyScenarios(), ui: {screen: 'evidence', selected: 28}});
    expect(text).toContain('"alertname": "SomebodyElses"');
    expect(text.replace(/\s+/g, ' ')).toContain('not ours: it is about none of the requests of this scenario');
  });

  test('says in the feed whose each line is', () => {
    const text = at80({screen: 'feed'});
    expect(text).toMatch(/Scenario number 36: ✖ MISSED/);
  });
});

describe('a line that is longer than the screen', () => {
  const LONG = `   reason  ${'word '.repeat(30)}${'x'.repeat(90)} 終わり end`;

  test.each([20, 40, 79])('is wrapped to %i columns, and nothing of it is lost', width => {
    const lines = wrapLine(line(LONG), width).map(textOf);
    for (const part of lines) expect(widthOf(part)).toBeLessThanOrEqual(width);
    expect(lines.join('').replaceAll(' ', '')).toBe(LONG.replaceAll(' ', ''));
  });
});
