import type {Outcome} from '../kubectl/run.js';
import {responseOf} from '../response/measures.js';
import {harmText} from '../response/words.js';
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
  /** What came of the commands of the response, line by line. */
  outcomes: readonly Outcome[];
  /** What of the attack is still there, or open to the attacker. */
  open: readonly string[];
  /** What the response took down that had nothing to do with the attack. */
  harm: readonly string[];
  /** Of the first thing that is wrong. */
  at: Ending;
}

/**
 * Judges a lab by what the engine found: every attack in time, every twin silent, no limit overstepped; and where people
 * respond, every attack contained and nobody else harmed.
 */
export function verdictOn(view: RunView, limits: readonly Overstepped[], outcomes: readonly Outcome[]): Checked {
  const responses = responseOf(view);
  const open = responses.flatMap(r => (r.containment === 'in time' ? [] : openOf(r)));
  const harm = responses.flatMap(r => r.harm.filter(({downMs}) => downMs > 0).map(harmText));
  const attacks = view.scenarios.map(attackOf);
  const broken = attacks.find(({at}) => at !== undefined)?.at;
  const noisy = attacks.some(({falseAlarms}) => falseAlarms.length) ? 'false alarm' : undefined;
  const ended = open.length ? 'open' : harm.length ? 'harm' : 'none';
  const at = broken ?? noisy ?? (limits.length ? 'limit' : ended);
  return {solved: at === 'none', attacks, limits, outcomes, open, harm, at};
}

const openOf = ({open, scenario}: ReturnType<typeof responseOf>[number]): string[] =>
  open.length
    ? open.map(({check, detail}) => `${check}: ${detail}`)
    : [`${scenario.plan.id} was not contained in time`];

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
