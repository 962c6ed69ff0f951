import type {Phase} from '../events/words.js';
import {decisionsOf} from '../response/exercise/decisions.js';
import {noticesOf} from '../response/exercise/notices.js';
import {pickedFor} from '../response/exercise/picked.js';
import {type ResponseMeasures, responseOf} from '../response/measures.js';
import {followedSteps} from '../response/procedure.js';
import type {RunView} from '../view/view.js';
import {WEIGHTS} from './card.js';
import {remarksOn} from './response-guards.js';
import {acknowledged, contained, ofProcedure, preserved, type Share, spared} from './response-shares.js';

/** One part of a response score, with the sum spelled out so that it can be done again by hand. */
export interface ResponseComponent {
  id: 'acknowledge' | 'contain' | 'sparing' | 'evidence' | 'procedure' | 'decisions' | 'hints';
  /** With one decimal. What hints cost is below 0. */
  points: number;
  /** 0 where nothing could be measured, and for hints. */
  max: number;
  explanation: string;
}

/** How people responded, as a number of its own: it does not count in the score of a run, which is the machines'. */
export interface ResponseCard {
  /** 0 to 100, with one decimal; absent where nothing could be measured. */
  total?: number;
  components: ResponseComponent[];
  /** What halved or took points: an acknowledgement that nobody followed up, a silence that hides others' alerts. */
  remarks: string[];
}

/** A component, and the points that each attack has of it. */
interface Scored {
  component: ResponseComponent;
  byScenario: ReadonlyMap<string, number>;
}

/**
 * Scores the response of people from the events of a run alone; undefined where nobody was to respond. A response that is
 * under way, or was cut off with its run, has no score yet: evidence that nobody has touched so far is not kept.
 */
export function scoreResponse(view: RunView): ResponseCard | undefined {
  const isOver = ({phase, endMs}: {phase: Phase; endMs?: number}) => phase === 'respond' && endMs !== undefined;
  const asked = responseOf(view).filter(({scenario}) => scenario.phases.some(isOver));
  if (!asked.length) return undefined;
  const hasPager =
    view.exercise !== undefined || Object.values(view.sources).some(({stages}) => stages.includes('acknowledged'));
  const answer: Share = measures => (hasPager || measures.acknowledge ? acknowledged(measures, view) : undefined);
  const each = [
    scored('acknowledge', 20, asked, answer, '1 − time ÷ SLA'),
    scored('contain', 35, asked, contained, 'in time counts whole, late half'),
    scored('sparing', 15, asked, spared, '1 − seconds down ÷ 60'),
    scored('evidence', 10, asked, preserved, 'what was read before it was deleted, or left'),
    ...(view.exercise
      ? [scored('procedure', 10, asked, procedureOf(view), PROCEDURE[isTable(view) ? 'table' : 'drill'])]
      : []),
  ];
  const components = [...each.map(({component}) => component), ...ofTheDrill(view, each)];
  const [points, max] = [sumOf(components.map(c => c.points)), sumOf(components.map(c => c.max))];
  return {
    ...(max && {total: oneDecimal(Math.max(0, (100 * points) / max))}),
    ...{components, remarks: asked.flatMap(measures => remarksOn(measures, view))},
  };
}

const isTable = ({exercise}: RunView): boolean => exercise?.live.opened?.kind === 'tabletop';

/** How points of a procedure are made: around a table by picking it, too. */
const PROCEDURE = {
  drill: 'steps that were seen, or ticked with the yes of an observer',
  table:
    'half for the pick (the written procedure 1, once somebody had acted 0.5, another or none 0), half for steps that were ' +
    'seen, or ticked with the yes of an observer; the pick alone where no step is known',
} as const;

const procedureOf =
  (view: RunView): Share =>
  ({scenario}) =>
    ofProcedure(pickedFor(scenario, view), followedSteps(scenario, view));

/** The share of each attack that could be measured, weighted by severity. */
function scored(
  id: ResponseComponent['id'],
  max: number,
  asked: readonly ResponseMeasures[],
  share: Share,
  how: string,
): Scored {
  const known = asked.flatMap(measures => {
    const earned = share(measures);
    const {plan} = measures.scenario;
    return earned === undefined ? [] : [{id: plan.id, earned, weight: WEIGHTS[plan.severity]}];
  });
  const weight = sumOf(known.map(k => k.weight));
  if (!weight) return {component: unmeasured(id), byScenario: new Map()};
  const earned = sumOf(known.map(k => k.earned * k.weight));
  const explanation = `${twoDecimals(earned)} of ${weight} by severity: ${how}`;
  const points = oneDecimal((max * earned) / weight);
  const byScenario = new Map(known.map(k => [k.id, (max * k.earned * k.weight) / weight] as const));
  return {component: {id, points, max, explanation}, byScenario};
}

const unmeasured = (id: ResponseComponent['id']): ResponseComponent => ({
  ...{id, points: 0, max: 0, explanation: 'not measured'},
});

/** What only a drill with people has. */
const ofTheDrill = (view: RunView, each: readonly Scored[]): ResponseComponent[] =>
  view.exercise ? [decisions(view), ...hints(view, each)] : [];

/** Decisions in time, and notifications in time with all of their fields; each counts the same. */
function decisions(view: RunView): ResponseComponent {
  const states = [...decisionsOf(view), ...noticesOf(view)].map(({state}) => state).filter(state => state !== 'open');
  if (!states.length) return unmeasured('decisions');
  const good = states.filter(state => state === 'in time').length;
  const explanation = `${good} of ${states.length} decisions and notifications in time, with all that they need`;
  return {id: 'decisions', points: oneDecimal((10 * good) / states.length), max: 10, explanation};
}

/** The price of the hints on an attack goes off what it has earned, and no further. */
function hints({exercise}: RunView, each: readonly Scored[]): ResponseComponent[] {
  const taken = exercise?.live.hints ?? [];
  if (!taken.length) return [];
  const costs = [...new Set(taken.map(({scenario}) => scenario))].map(scenario => {
    const price = sumOf(taken.filter(hint => hint.scenario === scenario).map(hint => hint.price));
    const share = sumOf(each.map(({byScenario}) => byScenario.get(scenario) ?? 0));
    return {scenario, price, points: oneDecimal(Math.min(price, share))};
  });
  const told = costs.map(({scenario, price, points}) =>
    points < price
      ? `${scenario} −${points}, as much as it had earned, of a price of ${price}`
      : `${scenario} −${points}`,
  );
  const points = 0 - oneDecimal(sumOf(costs.map(cost => cost.points)));
  return [{id: 'hints', points, max: 0, explanation: told.join('; ')}];
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const oneDecimal = (value: number): number => Math.round(value * 10) / 10;
/** Shares, so that points come out when they are done again by hand. */
const twoDecimals = (value: number): number => Math.round(value * 100) / 100;
