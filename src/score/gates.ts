import type {Gate} from '../events/events.js';
import {leftBehind} from '../view/tally.js';
import type {RunView} from '../view/view.js';

/** A gate and whether it held; `detail` names what broke it. */
export interface GateResult {
  name: string;
  held: boolean;
  detail: string;
}

/** Asks every gate of the run. A gate with several conditions holds when all of them do. */
export const heldGates = (view: RunView, total: number): GateResult[] =>
  (view.started?.gates ?? []).map(gate => {
    const broken = [verdicts(gate, view), score(gate, total), falseAlarms(gate, view), left(gate, view)].filter(
      Boolean,
    );
    return {name: gate.name, held: !broken.length, detail: broken.join('; ')};
  });

function verdicts({noneOf = []}: Gate, {scenarios}: RunView): string {
  const wrong = scenarios.filter(s => s.verdict !== undefined && noneOf.includes(s.verdict));
  return wrong.map(s => `${s.plan.id} ${s.verdict}`).join(', ');
}

const score = ({minScore}: Gate, total: number): string =>
  minScore !== undefined && total < minScore ? `score ${total} is below ${minScore}` : '';

function falseAlarms({maxFalseAlarms}: Gate, {scenarios}: RunView): string {
  if (maxFalseAlarms === undefined) return '';
  const alarms = scenarios.filter(s => s.benign?.state === 'alerted');
  return alarms.length > maxFalseAlarms ? `false alarm in ${alarms.map(s => s.plan.id).join(', ')}` : '';
}

function left({maxLeft}: Gate, view: RunView): string {
  const objects = leftBehind(view);
  return maxLeft !== undefined && objects.length > maxLeft ? `left behind: ${objects.join(', ')}` : '';
}
