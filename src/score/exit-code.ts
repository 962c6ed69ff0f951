import {EXIT} from '../lib/errors.js';
import {attemptsOf} from '../view/nightly/attempts.js';
import type {RunView} from '../view/view.js';
import {breaches, isUndecided, judgedScenarios} from './gates.js';

/**
 * The exit code of a run. What is known to be wrong wins over what is not known: one missed and one inconclusive
 * scenario come to 1. A gate that only inconclusive scenarios break makes the result unknown, not bad.
 */
export function exitCodeOf(view: RunView, total: number): number {
  if (view.ended?.outcome === 'interrupted') return EXIT.interrupted;
  if (view.ended?.outcome !== 'finished') return EXIT.environment;
  const scenarios = judgedScenarios(view);
  const verdicts = scenarios.flatMap(attemptsOf).map(s => s.verdict);
  const broken = breaches(view, total);
  if (verdicts.some(v => v === 'missed' || v === 'late') || broken.some(b => b.known)) return EXIT.missed;
  const unknown = scenarios.some(isUndecided);
  return unknown || broken.length ? EXIT.inconclusive : EXIT.ok;
}
