import type {Gate} from '../events/events.js';
import type {Verdict} from '../events/words.js';
import {EXIT} from '../lib/errors.js';
import type {RunView} from '../view/view.js';
import {heldGates} from './gates.js';

/** Verdicts that say that nothing was found out. */
const UNKNOWN: readonly Verdict[] = ['inconclusive', 'not executed'];

/**
 * The exit code of a run. What is known to be wrong wins over what is not known: one missed and one inconclusive
 * scenario come to 1. A gate that only inconclusive scenarios break makes the result unknown, not bad.
 */
export function exitCodeOf(view: RunView, total: number): number {
  if (view.ended?.outcome === 'interrupted') return EXIT.interrupted;
  if (view.ended?.outcome !== 'finished') return EXIT.environment;
  const verdicts = view.scenarios.map(s => s.verdict);
  if (verdicts.some(v => v === 'missed' || v === 'late')) return EXIT.missed;
  const known = {...view, started: view.started && {...view.started, gates: view.started.gates.map(withoutUnknown)}};
  if (heldGates(known as RunView, total).some(gate => !gate.held)) return EXIT.missed;
  return verdicts.some(v => v === undefined || UNKNOWN.includes(v)) ? EXIT.inconclusive : EXIT.ok;
}

const withoutUnknown = (gate: Gate): Gate =>
  gate.noneOf ? {...gate, noneOf: gate.noneOf.filter(v => !UNKNOWN.includes(v))} : gate;
