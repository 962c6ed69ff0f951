import type {Picking} from '../response/exercise/picked.js';
import type {ResponseMeasures} from '../response/measures.js';
import type {FollowedStep} from '../response/procedure.js';
import type {RunView} from '../view/view.js';
import {isBlanket, isForgotten} from './response-guards.js';

/** How soon an alert is to be acknowledged where neither scenario nor stack nor drill says. */
const ACKNOWLEDGE_MS = 5 * 60_000;
/** For how long a bystander may be down before nothing is left of its points, where the drill does not say. */
const HARM_ALLOWANCE_MS = 60_000;

/** What a component gives one attack, from 0 to 1; undefined: it cannot be measured there. */
export type Share = (measures: ResponseMeasures) => number | undefined;

/** How soon an alert of this attack is to be acknowledged, in milliseconds. */
export function acknowledgeSla({scenario}: ResponseMeasures): number {
  const promised = scenario.stages.find(({stage}) => stage === 'acknowledged')?.slaMs;
  return promised ?? scenario.plan.response?.acknowledgeMs ?? ACKNOWLEDGE_MS;
}

/** Where nothing alerted, nobody could acknowledge anything. */
export function acknowledged(measures: ResponseMeasures, run: RunView): number | undefined {
  const {detect, acknowledge} = measures;
  if (!detect) return undefined;
  if (!acknowledge || !('ms' in acknowledge)) return 0;
  const share = Math.max(0, 1 - acknowledge.ms / acknowledgeSla(measures));
  return isForgotten(measures, run) ? share / 2 : share;
}

export const contained: Share = ({containment}) =>
  containment === 'unknown' || containment === undefined
    ? undefined
    : {'in time': 1, late: 0.5, 'not contained': 0}[containment];

/** Who contains nothing harms nothing and loses nothing: that is no merit, and earns no points. */
export function spared(measures: ResponseMeasures): number | undefined {
  if (isBlanket(measures)) return 0;
  const {harm, containment, scenario} = measures;
  const known = harm.filter(({downMs, unsure}) => downMs > 0 || !unsure);
  const downMs = Math.max(0, ...known.map(one => one.downMs));
  if (!known.length || (containment === 'not contained' && !downMs)) return undefined;
  return Math.max(0, 1 - downMs / (scenario.plan.response?.allowanceMs ?? HARM_ALLOWANCE_MS));
}

export function preserved({evidence, containment}: ResponseMeasures): number | undefined {
  const known = evidence.filter(({state}) => state !== 'unknown');
  if (containment === 'not contained' && known.every(({state}) => state === 'untouched')) return undefined;
  return known.length ? known.filter(({state}) => state !== 'lost').length / known.length : undefined;
}

/** What picking a procedure around a table counts for: the written one whole, once somebody has acted half. */
export const PICK_SHARES: Readonly<Record<Picking, number>> = {written: 1, late: 0.5, another: 0, none: 0};

/** Around a table the pick and the steps count half each, where both are known; elsewhere there are steps alone. */
export function ofProcedure(picking: Picking | undefined, steps: readonly FollowedStep[]): number | undefined {
  const done = followed(steps);
  if (picking === undefined) return done;
  const picked = PICK_SHARES[picking];
  return done === undefined ? picked : (picked + done) / 2;
}

/** Of the steps of which somebody knows whether they were done, those that were. */
function followed(steps: readonly FollowedStep[]): number | undefined {
  const known = steps.filter(({state}) => state === 'seen' || state === 'not seen');
  return known.length ? known.filter(({state}) => state === 'seen').length / known.length : undefined;
}
