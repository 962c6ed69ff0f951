import type {Gate} from '../events/events.js';
import type {Verdict} from '../events/words.js';
import {leftBehind} from '../view/tally.js';
import type {RunView, ScenarioView} from '../view/view.js';

/** A gate and whether it held; `detail` names what broke it. */
export interface GateResult {
  name: string;
  held: boolean;
  detail: string;
}

/** One reason why a gate did not hold. `known` is false where nobody can say whether it would have held. */
export interface Breach {
  text: string;
  known: boolean;
}

/** Verdicts that say that nothing was found out about the stack. */
export const UNKNOWN: readonly Verdict[] = ['inconclusive', 'not executed'];

/** Asks every gate of the run. A gate with several conditions holds when all of them do, and are known to. */
export const heldGates = (view: RunView, total: number): GateResult[] =>
  (view.started?.gates ?? []).map(gate => {
    const broken = breachesOf(gate, view, total);
    return {name: gate.name, held: !broken.length, detail: broken.map(b => b.text).join('; ')};
  });

/** Everything that keeps any gate of the run from holding. */
export const breaches = (view: RunView, total: number): Breach[] =>
  (view.started?.gates ?? []).flatMap(gate => breachesOf(gate, view, total));

const breachesOf = (gate: Gate, view: RunView, total: number): Breach[] => [
  ...verdicts(gate, view),
  ...score(gate, view, total),
  ...falseAlarms(gate, view),
  ...left(gate, view),
];

const found = (known: boolean, text: string): Breach[] => (text ? [{known, text}] : []);

const names = (scenarios: readonly ScenarioView[]): string => scenarios.map(s => s.plan.id).join(', ');

function verdicts({noneOf}: Gate, {scenarios}: RunView): Breach[] {
  if (!noneOf) return [];
  const wrong = scenarios.filter(s => s.verdict !== undefined && noneOf.includes(s.verdict));
  const unjudged = scenarios.filter(s => s.verdict === undefined);
  return [
    ...wrong.map(s => ({known: !UNKNOWN.includes(s.verdict as Verdict), text: `${s.plan.id} ${s.verdict}`})),
    ...found(false, unjudged.length ? `not judged: ${names(unjudged)}` : ''),
  ];
}

function score({minScore}: Gate, {scenarios}: RunView, total: number): Breach[] {
  if (minScore === undefined || total >= minScore) return [];
  // A total of 0 because nothing could be measured says nothing about the stack.
  const measured = scenarios.some(s => s.verdict && s.verdict !== 'skipped' && !UNKNOWN.includes(s.verdict));
  return found(measured, measured ? `score ${total} is below ${minScore}` : 'nothing could be scored');
}

function falseAlarms({maxFalseAlarms}: Gate, {scenarios}: RunView): Breach[] {
  if (maxFalseAlarms === undefined) return [];
  const alarms = scenarios.filter(s => s.benign?.state === 'alerted');
  if (alarms.length > maxFalseAlarms) return found(true, `false alarm in ${names(alarms)}`);
  const unseen = scenarios.filter(s => s.benign?.state === 'unknown' || (!s.benign && !s.verdict));
  const possible = alarms.length + unseen.length > maxFalseAlarms;
  return found(false, possible ? `nobody can say whether the benign twin alerted: ${names(unseen)}` : '');
}

function left({maxLeft}: Gate, view: RunView): Breach[] {
  if (maxLeft === undefined) return [];
  const objects = leftBehind(view);
  if (objects.length > maxLeft) return found(true, `left behind: ${objects.join(', ')}`);
  return found(false, view.cleanup ? '' : 'the clean-up did not finish');
}
