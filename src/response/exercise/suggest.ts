import {formatDuration} from '../../lib/duration.js';
import type {RunView} from '../../view/view.js';
import {type ResponseMeasures, responseOf} from '../measures.js';
import {containmentText, evidenceText, harmText, measureText} from '../words.js';
import {decisionsOf} from './decisions.js';
import {noticesOf} from './notices.js';

/** Something that the machine saw, and how far it was from going without a challenge: 0 not at all, 3 not done. */
export interface Seen {
  text: string;
  level: 0 | 1 | 2 | 3;
}

/** How long a bystander may be down before it was a major challenge, in milliseconds. */
const MAJOR_HARM_MS = 30_000;
/** The share of a time that may be used without a challenge. */
const EASE = 0.8;
const LETTERS = ['P', 'S', 'M', 'U'];

/** What people did that a category of CSF 2.0 is about. */
type Topic = 'takes' | 'declares' | 'keeps' | 'contains' | 'spares' | 'tells' | 'decides';
const TOPICS: Readonly<Record<string, readonly Topic[]>> = {
  'RS.MA': ['takes', 'declares', 'decides'],
  'RS.AN': ['keeps'],
  'RS.MI': ['contains', 'spares'],
  'RS.CO': ['tells', 'decides'],
};
const ALL: readonly Topic[] = ['takes', 'declares', 'keeps', 'contains', 'spares', 'tells', 'decides'];

/**
 * What the machine saw that belongs to an objective: by its category, of all attacks. Where another objective has the same
 * category, or it has none, only of the attacks that its own injects bring.
 */
export function seenFor(csf: string | undefined, ids: readonly string[], view: RunView): Seen[] {
  const category = (name = '') => name.slice(0, 5);
  const all = view.exercise?.live.opened?.objectives ?? [];
  const isAlone = csf !== undefined && all.filter(one => category(one.csf) === category(csf)).length === 1;
  const injects = (view.exercise?.live.script?.injects ?? []).filter(inject =>
    inject.objectives.some(id => ids.includes(id)),
  );
  const attacks = injects.flatMap(({attack}) => attack ?? []);
  const asks = injects.flatMap(({ask}) => ask ?? []);
  const topics = TOPICS[category(csf)] ?? ALL;
  const about = responseOf(view).filter(
    ({scenario: {plan}}) => isAlone || !attacks.length || attacks.includes(plan.id),
  );
  return topics.flatMap(topic => {
    if (topic === 'tells') return notices(view);
    if (topic === 'decides') return decisions(view, isAlone ? undefined : asks);
    return about.flatMap(measures => OF_ATTACKS[topic](measures));
  });
}

const of = ({scenario}: ResponseMeasures): string => `${scenario.plan.title}: `;

const OF_ATTACKS: Record<Exclude<Topic, 'tells' | 'decides'>, (measures: ResponseMeasures) => Seen[]> = {
  takes: m => {
    const {acknowledge, scenario} = m;
    if (!acknowledge) return [];
    const sla = scenario.plan.response?.acknowledgeMs;
    const of_ = sla === undefined ? '' : ` of ${formatDuration(sla)}`;
    const text = `${of(m)}acknowledged in ${measureText(acknowledge)}${of_}`;
    if (!('ms' in acknowledge)) return [{text: `${of(m)}not acknowledged`, level: 3}];
    return [{text, level: sla === undefined ? 0 : levelOf(acknowledge.ms, sla)}];
  },
  declares: m => {
    if (!m.declare) return [];
    return 'ms' in m.declare
      ? [{text: `${of(m)}declared after ${measureText(m.declare)}`, level: 0}]
      : [{text: `${of(m)}not declared`, level: 2}];
  },
  keeps: m =>
    m.evidence
      .filter(({state}) => state === 'kept' || state === 'lost')
      .map(one => ({text: of(m) + evidenceText(one), level: one.state === 'lost' ? 2 : 0})),
  contains: m => {
    const {contain, containment} = m;
    if (!contain || !containment || containment === 'unknown') return [];
    if (containment === 'not contained') return [{text: `${of(m)}not contained`, level: 3}];
    const text = `${of(m)}contained in ${containmentText(m)}`;
    return [{text, level: 'ms' in contain ? levelOf(contain.ms, contain.slaMs) : 3}];
  },
  spares: m =>
    m.harm
      .filter(({downMs}) => downMs > 0)
      .map(one => ({text: of(m) + harmText(one), level: one.downMs > MAJOR_HARM_MS ? 2 : 1})),
};

const levelOf = (ms: number, slaMs: number): Seen['level'] => (ms > slaMs ? 2 : ms > EASE * slaMs ? 1 : 0);

const NOTICE_LEVELS = {'in time': 0, incomplete: 1, late: 2, 'not sent': 3, 'not started': 3} as const;

const notices = (view: RunView): Seen[] =>
  noticesOf(view).flatMap(({asked, state}) =>
    state === 'open' ? [] : [{text: `${asked.title}: ${state}`, level: NOTICE_LEVELS[state]}],
  );

const DECISION_LEVELS = {'in time': 0, late: 1, 'not made': 3} as const;

const decisions = (view: RunView, asks: readonly string[] | undefined): Seen[] =>
  decisionsOf(view).flatMap(({question, state}) =>
    state === 'open' || asks?.includes(question.id) === false
      ? []
      : [{text: `decision ${question.id}: ${state}`, level: DECISION_LEVELS[state]}],
  );

/** `P`, or `S or M`: between what it was on average and the worst of it. Undefined where nothing was seen. */
export function suggest(seen: readonly Seen[]): string | undefined {
  if (!seen.length) return undefined;
  const worst = Math.max(...seen.map(({level}) => level));
  const mean = Math.floor(seen.reduce((sum, {level}) => sum + level, 0) / seen.length);
  const better = Math.max(mean, worst - 1);
  const letters = better < worst ? [better, worst] : [worst];
  return letters.map(level => LETTERS[level]).join(' or ');
}
