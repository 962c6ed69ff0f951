import type {Gate} from '../events/events.js';
import type {Verdict} from '../events/words.js';
import {attemptsOf, isFlaky, isQuarantined} from '../view/nightly/attempts.js';
import {leftBehind} from '../view/tally.js';
import type {RunView, ScenarioView} from '../view/view.js';
import {historyBreaches, learningText} from './history-gates.js';
import {type Breach, found, names, responseBreaches} from './response-gates.js';

/** A gate and whether it held; `detail` counts what it judged where that is not all, and names what broke it. */
export interface GateResult {
  name: string;
  held: boolean;
  detail: string;
  /** It does not hold because nobody can say, not because it is known to be broken. */
  undecided?: true;
}

/** Verdicts that say that nothing was found out about the stack. */
const UNKNOWN: readonly Verdict[] = ['inconclusive', 'not executed'];

/**
 * The scenarios that decide whether gates on verdicts hold, and the exit code: all but those in quarantine, and, where a
 * gate says how many may be flaky, those that are.
 */
export function judgedScenarios({started, scenarios}: RunView): ScenarioView[] {
  const hasBudget = started?.gates.some(({maxFlaky}) => maxFlaky !== undefined);
  return scenarios.filter(s => !isQuarantined(s) && !(hasBudget && isFlaky(s)));
}

/** Whether nobody can say how a scenario would have ended: what a person left out might have been missed. */
export const isUndecided = ({verdict, skippedBy}: ScenarioView): boolean =>
  verdict === undefined || UNKNOWN.includes(verdict) || skippedBy === 'operator';

/** Asks every gate of the run. A gate with several conditions holds when all of them do, and are known to. */
export const heldGates = (view: RunView, total: number): GateResult[] =>
  (view.started?.gates ?? []).map(gate => {
    const broken = breachesOf(gate, view, total);
    const undecided = broken.length > 0 && !broken.some(b => b.known);
    const detail = [...counted(gate, view), ...learningText(gate, view), ...broken.map(b => b.text)].join('; ');
    return {name: gate.name, held: !broken.length, detail, ...(undecided && {undecided})};
  });

/** How many of how many scenarios a gate on verdicts found good, and which it did not judge. */
function counted({noneOf}: Gate, view: RunView): string[] {
  const scenarios = judgedScenarios(view);
  const skipped = scenarios.filter(s => s.verdict === 'skipped');
  if (!noneOf || !skipped.length) return [];
  const good = (['detected', 'late', 'missed', 'prevented'] as const).filter(verdict => !noneOf.includes(verdict));
  const found = scenarios.filter(s => good.some(verdict => verdict === s.verdict)).length;
  return [`${found} of ${scenarios.length} ${listed(good, 'or')}, ${skipped.length} skipped: ${names(skipped)}`];
}

/** `a, b or c`. */
const listed = (words: readonly string[], last: string): string =>
  words.length > 1 ? `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}` : words.join('');

/** Everything that keeps any gate of the run from holding. */
export const breaches = (view: RunView, total: number): Breach[] =>
  (view.started?.gates ?? []).flatMap(gate => breachesOf(gate, view, total));

const breachesOf = (gate: Gate, view: RunView, total: number): Breach[] => [
  ...verdicts(gate, view),
  ...flaky(gate, view),
  ...score(gate, view, total),
  ...falseAlarms(gate, view),
  ...left(gate, view),
  ...responseBreaches(gate, view),
  ...historyBreaches(gate, view),
];

function verdicts({noneOf}: Gate, view: RunView): Breach[] {
  if (!noneOf) return [];
  const scenarios = judgedScenarios(view);
  const unjudged = scenarios.filter(s => s.verdict === undefined);
  const leftOut = noneOf.includes('skipped') ? [] : scenarios.filter(s => s.skippedBy === 'operator');
  return [
    ...scenarios.flatMap(s => wrongVerdict(s, noneOf)),
    ...found(false, unjudged.length ? `not judged: ${names(unjudged)}` : ''),
    ...found(false, leftOut.length ? `skipped by the operator: ${names(leftOut)}` : ''),
  ];
}

/** The verdict of any attempt that none may have: one that says something about the stack, if there is one. */
function wrongVerdict(s: ScenarioView, noneOf: readonly Verdict[]): Breach[] {
  const wrong = attemptsOf(s).flatMap(({verdict}) => (verdict && noneOf.includes(verdict) ? [verdict] : []));
  const [worst] = wrong.toSorted((a, b) => Number(UNKNOWN.includes(a)) - Number(UNKNOWN.includes(b)));
  return worst ? [{known: !UNKNOWN.includes(worst), text: `${s.plan.id} ${worst}`}] : [];
}

/** Scenarios whose attempts disagree; one whose attempt was cut off might have become one. */
function flaky({maxFlaky}: Gate, view: RunView): Breach[] {
  if (maxFlaky === undefined) return [];
  const scenarios = view.scenarios.filter(s => !isQuarantined(s));
  const those = scenarios.filter(isFlaky);
  if (those.length > maxFlaky) return found(true, `flaky: ${names(those)}`);
  const unsure = scenarios.filter(s => !isFlaky(s) && s.later.some(({verdict}) => verdict === undefined));
  const possible = those.length + unsure.length > maxFlaky;
  return found(false, possible ? `it is not known whether this is flaky: ${names(unsure)}` : '');
}

function score({minScore}: Gate, {scenarios}: RunView, total: number): Breach[] {
  const leftOut = scenarios.filter(s => s.skippedBy === 'operator');
  if (minScore === undefined) return [];
  // What a person left out might have brought it below.
  if (total >= minScore) return found(false, leftOut.length ? `skipped by the operator: ${names(leftOut)}` : '');
  // A total of 0 because nothing could be measured says nothing about the stack.
  const measured = scenarios.some(s => s.verdict && s.verdict !== 'skipped' && !UNKNOWN.includes(s.verdict));
  return found(measured, measured ? `score ${total} is below ${minScore}` : 'nothing could be scored');
}

function falseAlarms({maxFalseAlarms}: Gate, {scenarios}: RunView): Breach[] {
  if (maxFalseAlarms === undefined) return [];
  const attempts = scenarios.filter(s => !isQuarantined(s)).map(attemptsOf);
  const alarms = attempts.filter(of => of.some(s => s.benign?.state === 'alerted')).flatMap(([first]) => first ?? []);
  if (alarms.length > maxFalseAlarms) return found(true, `false alarm in ${names(alarms)}`);
  const unseen = attempts
    .flat()
    .filter(s => s.benign?.state === 'unknown' || (!s.benign && (!s.verdict || s.skippedBy === 'operator')));
  const possible = alarms.length + unseen.length > maxFalseAlarms;
  return found(false, possible ? `it is not known whether the benign twin alerted: ${names(unseen)}` : '');
}

function left({maxLeft}: Gate, view: RunView): Breach[] {
  if (maxLeft === undefined) return [];
  const objects = leftBehind(view);
  if (objects.length > maxLeft) {
    const unsure = view.cleanup?.unsure?.length ?? 0;
    return found(objects.length - unsure > maxLeft, `left behind: ${objects.join(', ')}`);
  }
  return found(false, view.cleanup ? '' : 'the clean-up did not finish');
}
