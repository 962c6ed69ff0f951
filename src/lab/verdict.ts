import {type Ending as DrillEnding, endingOf} from '../view/nightly/attempts.js';
import type {RunView, ScenarioView} from '../view/view.js';
import type {Overstepped} from './limits.js';
import type {Ending} from './schema.js';

/** What a check says of one attack. */
export interface Attack {
  scenario: ScenarioView;
  ending: DrillEnding | undefined;
  /** Why the chain broke, or slowed down. */
  why?: string;
  /** What to change, as the engine proposes it. */
  change?: string;
  /** Where it broke. */
  at?: Ending;
  /** Rules that alerted on its harmless twin. */
  falseAlarms: readonly string[];
}

/** What came of a check. */
export interface Checked {
  solved: boolean;
  attacks: readonly Attack[];
  limits: readonly Overstepped[];
  /** Of the first thing that is wrong. */
  at: Ending;
}

/** Judges a lab by what the engine found: every attack in time, every twin silent, no limit overstepped. */
export function verdictOn(view: RunView, limits: readonly Overstepped[]): Checked {
  const attacks = view.scenarios.map(attackOf);
  const broken = attacks.find(({at}) => at !== undefined)?.at;
  const noisy = attacks.some(({falseAlarms}) => falseAlarms.length) ? 'false alarm' : undefined;
  const at = broken ?? noisy ?? (limits.length ? 'limit' : 'none');
  return {solved: at === 'none', attacks, limits, at};
}

function attackOf(scenario: ScenarioView): Attack {
  const {link, explanation, benign} = scenario;
  const ending = endingOf(scenario);
  const isGood = ending === 'detected';
  return {
    scenario,
    ending,
    ...(!isGood && {at: link?.broken ?? 'executed', why: link?.cause ?? explanation ?? 'nothing is known of it'}),
    ...(!isGood && link?.change !== undefined && {change: link.change}),
    falseAlarms: benign?.state === 'alerted' ? benign.rules : [],
  };
}
