import {describe, expect, test} from 'vitest';
import type {Gate} from '../../src/events/events.js';
import {EXIT} from '../../src/lib/errors.js';
import {scoreRun} from '../../src/score/card.js';
import {exitCodeOf} from '../../src/score/exit-code.js';
import {attemptsText, endingOf} from '../../src/view/nightly/attempts.js';
import {type Outcome, runOf} from './run-of.js';

const SEEN: Gate = {name: 'nothing missed', noneOf: ['missed', 'late', 'inconclusive']};
const FALSE_ALARMS: Gate = {name: 'quiet', maxFalseAlarms: 0};
const budget = (maxFlaky: number): Gate => ({name: 'flaky within budget', maxFlaky});

const FLAKY: Outcome = {id: 'f', verdict: 'missed', later: ['detected']};
const GOOD: Outcome = {id: 'g', verdict: 'detected'};

function judged(outcomes: Outcome[], gates: Gate[]) {
  const view = runOf(outcomes, {gates});
  const card = scoreRun(view);
  return {exit: exitCodeOf(view, card.total), held: card.gates.map(({held}) => held), card};
}

describe('attempts', () => {
  test.each<[Outcome, string, string | undefined]>([
    [{id: 'a', verdict: 'missed', later: ['detected']}, 'flaky', 'missed, then detected'],
    [{id: 'a', verdict: 'late', later: ['missed', 'prevented']}, 'flaky', 'late, then missed, then prevented'],
    [{id: 'a', verdict: 'inconclusive', later: ['detected']}, 'flaky', 'inconclusive, then detected'],
    [{id: 'a', verdict: 'missed', later: ['missed', 'missed']}, 'missed', 'missed in 3 of 3 attempts'],
    [{id: 'a', verdict: 'missed', later: ['skipped']}, 'missed', 'missed, then skipped'],
    [{id: 'a', verdict: 'skipped', later: ['missed']}, 'skipped', 'skipped, then missed'],
    [{id: 'a', verdict: 'late', later: ['not executed']}, 'late', 'late, then not executed'],
    [{id: 'a', verdict: 'missed', later: [null]}, 'missed', 'missed, then not judged'],
    [{id: 'a', verdict: 'missed'}, 'missed', undefined],
  ])('%j are %s', (outcome, ending, text) => {
    const [scenario] = runOf([outcome]).scenarios;
    expect(scenario && endingOf(scenario)).toBe(ending);
    expect(scenario && attemptsText(scenario)).toBe(text);
  });
});

describe('a gate on how many are flaky', () => {
  test('holds within its budget, and then no other gate and no exit code looks at these', () => {
    expect(judged([GOOD, FLAKY], [SEEN, budget(1)])).toMatchObject({exit: EXIT.ok, held: [true, true]});
  });

  test('is broken beyond it, and names them', () => {
    const {exit, held, card} = judged([GOOD, FLAKY], [SEEN, budget(0)]);
    expect({exit, held}).toEqual({exit: EXIT.missed, held: [true, false]});
    expect(card.gates[1]?.detail).toBe('flaky: f');
  });

  test('leaves what is missed in every attempt to the others', () => {
    const lost: Outcome = {id: 'l', verdict: 'missed', later: ['missed']};
    expect(judged([GOOD, lost], [SEEN, budget(1)])).toMatchObject({exit: EXIT.missed, held: [false, true]});
  });

  test('cannot be decided where an attempt was cut off that might have made one more', () => {
    const cut: Outcome = {id: 'c', verdict: 'missed', later: [null]};
    expect(judged([cut], [budget(0)]).card.gates[0]).toMatchObject({
      ...{held: false, undecided: true, detail: 'it is not known whether this is flaky: c'},
    });
    expect(judged([cut], [budget(1)]).card.gates[0]).toMatchObject({held: true});
  });
});

describe('without such a gate', () => {
  test('a later attempt makes nothing better', () => {
    expect(judged([GOOD, FLAKY], [SEEN])).toMatchObject({exit: EXIT.missed, held: [false]});
    expect(judged([{...FLAKY, verdict: 'inconclusive'}], [])).toMatchObject({exit: EXIT.inconclusive});
  });

  test('what a later attempt found out counts: known to be missed wins over unknown', () => {
    const {exit, card} = judged([{id: 'a', verdict: 'inconclusive', later: ['missed']}], [SEEN]);
    expect(exit).toBe(EXIT.missed);
    expect(card.gates[0]).toMatchObject({held: false, detail: 'a missed'});
  });

  test('the score is that of first attempts', () => {
    expect(judged([GOOD, FLAKY], []).card.components[0]).toMatchObject({
      explanation: expect.stringContaining('3 of 6'),
    });
  });
});

describe('a scenario in quarantine', () => {
  const quarantined: Outcome = {id: 'q', verdict: 'missed', benign: 'alerted', quarantine: 'now'};

  test('breaks no gate and no exit code, and is left out of the score by name', () => {
    const {exit, held, card} = judged([GOOD, quarantined], [SEEN, FALSE_ALARMS, {name: 'score', minScore: 90}]);
    expect({exit, held}).toEqual({exit: EXIT.ok, held: [true, true, true]});
    expect(card.excluded).toEqual([{scenario: 'q', reason: 'quarantined by @platform until 2026-12-20: #412; missed'}]);
  });

  test('does not use up the budget for flaky ones', () => {
    expect(judged([{...FLAKY, quarantine: 'now'}], [budget(0)])).toMatchObject({exit: EXIT.ok, held: [true]});
  });

  test('counts as ever once its last day is over', () => {
    const {exit, held, card} = judged([GOOD, {...quarantined, quarantine: 'expired'}], [SEEN, FALSE_ALARMS]);
    expect({exit, held}).toEqual({exit: EXIT.missed, held: [false, false]});
    expect(card.excluded).toEqual([]);
  });
});
