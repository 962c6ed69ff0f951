import type {EventOf} from '../events/events.js';
import type {Phase} from '../events/words.js';
import {type ResponseMeasures, responseOf} from '../response/measures.js';
import {isWrite} from '../response/persons.js';
import type {RunView} from '../view/view.js';
import {WEIGHTS} from './card.js';

/** One part of a response score, with the sum spelled out so that it can be done again by hand. */
export interface ResponseComponent {
  id: 'acknowledge' | 'contain' | 'sparing' | 'evidence';
  /** With one decimal. */
  points: number;
  /** 0 where nothing could be measured. */
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

/** How soon an alert is to be acknowledged where neither scenario nor stack nor drill says. */
const ACKNOWLEDGE_MS = 5 * 60_000;
/** Within this time after an acknowledgement somebody has to do something about the attack. */
const FOLLOW_UP_MS = 5 * 60_000;
/** For how long a bystander may be down before nothing is left of its points. */
const HARM_ALLOWANCE_MS = 60_000;

/** What a component gives one attack, from 0 to 1; undefined: it cannot be measured there. */
type Share = (measures: ResponseMeasures) => number | undefined;

/**
 * Scores the response of people from the events of a run alone; undefined where nobody was to respond. A response that is
 * under way, or was cut off with its run, has no score yet: evidence that nobody has touched so far is not kept.
 */
export function scoreResponse(view: RunView): ResponseCard | undefined {
  const isOver = ({phase, endMs}: {phase: Phase; endMs?: number}) => phase === 'respond' && endMs !== undefined;
  const asked = responseOf(view).filter(({scenario}) => scenario.phases.some(isOver));
  if (!asked.length) return undefined;
  const hasPager = Object.values(view.sources).some(({stages}) => stages.includes('acknowledged'));
  const answer: Share = measures => (hasPager || measures.acknowledge ? acknowledged(measures) : undefined);
  const components = [
    component('acknowledge', 20, asked, answer, '1 − time ÷ SLA'),
    component('contain', 35, asked, contained, 'in time counts whole, late half'),
    component('sparing', 15, asked, spared, '1 − seconds down ÷ 60'),
    component('evidence', 10, asked, preserved, 'what was read before it was deleted, or left'),
  ];
  const [points, max] = [sumOf(components.map(c => c.points)), sumOf(components.map(c => c.max))];
  return {...(max && {total: oneDecimal((100 * points) / max)}), components, remarks: asked.flatMap(remarksOn)};
}

/** The share of each attack that could be measured, weighted by severity. */
function component(
  id: ResponseComponent['id'],
  max: number,
  asked: readonly ResponseMeasures[],
  share: Share,
  how: string,
): ResponseComponent {
  const known = asked.flatMap(measures => {
    const earned = share(measures);
    return earned === undefined ? [] : [{earned, weight: WEIGHTS[measures.scenario.plan.severity]}];
  });
  const weight = sumOf(known.map(k => k.weight));
  if (!weight) return {id, points: 0, max: 0, explanation: 'not measured'};
  const earned = sumOf(known.map(k => k.earned * k.weight));
  const explanation = `${twoDecimals(earned)} of ${weight} by severity: ${how}`;
  return {id, points: oneDecimal((max * earned) / weight), max, explanation};
}

/** Where nothing alerted, nobody could acknowledge anything. */
function acknowledged(measures: ResponseMeasures): number | undefined {
  const {detect, acknowledge, scenario} = measures;
  if (!detect) return undefined;
  if (!acknowledge || !('ms' in acknowledge)) return 0;
  const promised = scenario.stages.find(({stage}) => stage === 'acknowledged')?.slaMs;
  const slaMs = promised ?? scenario.plan.response?.acknowledgeMs ?? ACKNOWLEDGE_MS;
  const share = Math.max(0, 1 - acknowledge.ms / slaMs);
  return isForgotten(measures) ? share / 2 : share;
}

const contained: Share = ({containment}) =>
  containment === 'unknown' || containment === undefined
    ? undefined
    : {'in time': 1, late: 0.5, 'not contained': 0}[containment];

/** Who contains nothing harms nothing and loses nothing: that is no merit, and earns no points. */
function spared(measures: ResponseMeasures): number | undefined {
  if (isBlanket(measures)) return 0;
  const {harm, containment} = measures;
  const known = harm.filter(({downMs, unsure}) => downMs > 0 || !unsure);
  const downMs = Math.max(0, ...known.map(one => one.downMs));
  if (!known.length || (containment === 'not contained' && !downMs)) return undefined;
  return Math.max(0, 1 - downMs / HARM_ALLOWANCE_MS);
}

function preserved({evidence, containment}: ResponseMeasures): number | undefined {
  const known = evidence.filter(({state}) => state !== 'unknown');
  if (containment === 'not contained' && known.every(({state}) => state === 'untouched')) return undefined;
  return known.length ? known.filter(({state}) => state !== 'lost').length / known.length : undefined;
}

/**
 * Acknowledged to keep the pager quiet: the attack was not contained by then, and nobody did anything about it afterwards.
 * Where nobody followed the audit log, nobody knows what people did.
 */
function isForgotten({scenario, isTrailed}: ResponseMeasures): boolean {
  const answer = scenario.acknowledgements.find(({counted}) => counted);
  if (!answer || !isTrailed) return false;
  const made = madeAt(answer);
  const until = made + FOLLOW_UP_MS;
  const {contained} = scenario;
  if (contained && Date.parse(contained.at) - contained.holdMs <= until) return false;
  return !scenario.actions.some(({actedAt}) => {
    const acted = Date.parse(actedAt);
    return acted >= made && acted <= until;
  });
}

/** When it was made by its own timestamp: one that is asked for is seen later, and what was done until then counts. */
function madeAt({sourceTime = '', at}: EventOf<'alert.acknowledged'>): number {
  const [own, seen] = [Date.parse(sourceTime), Date.parse(at)];
  return Number.isFinite(own) ? Math.min(own, seen) : seen;
}

/** What stops the attack and everything else with it. */
const isBlanket = ({scenario}: ResponseMeasures): boolean =>
  scenario.acknowledgements.some(({counted, hides}) => counted && hides !== undefined) ||
  deletedNamespace(scenario) !== undefined;

const deletedNamespace = ({actions, namespace}: ResponseMeasures['scenario']) =>
  actions.find(a => isWrite(a) && a.verb === 'delete' && a.resource === 'namespaces' && a.name === namespace);

function remarksOn(measures: ResponseMeasures): string[] {
  const {scenario} = measures;
  const {id} = scenario.plan;
  const blinding = scenario.acknowledgements.find(({counted, hides}) => counted && hides !== undefined);
  const deleted = deletedNamespace(scenario);
  return [
    ...(isForgotten(measures)
      ? [`${id}: acknowledged, and nothing was done about it in 5 minutes: half of its points`]
      : []),
    ...(blinding ? [`${id}: a silence that also hides alerts of others spares nobody`] : []),
    ...(deleted ? [`${id}: ${deleted.user} deleted the whole namespace, which spares nobody`] : []),
  ];
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const oneDecimal = (value: number): number => Math.round(value * 10) / 10;
/** Shares, so that points come out when they are done again by hand. */
const twoDecimals = (value: number): number => Math.round(value * 100) / 100;
