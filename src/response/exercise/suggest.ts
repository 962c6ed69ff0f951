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
  topic: Topic;
  /** The title of the attack or of the notification, or the id of the question. */
  about: string;
  /** How long it took, or the object that was kept or lost; absent: it did not come to that. */
  detail?: string;
}

/** How long a bystander may be down before it was a major challenge, in milliseconds. */
const MAJOR_HARM_MS = 30_000;
/** The share of a time that may be used without a challenge. */
const EASE = 0.8;
const LETTERS = ['P', 'S', 'M', 'U'];

/** What people did that a category of CSF 2.0 is about. */
export type Topic = 'takes' | 'declares' | 'keeps' | 'contains' | 'spares' | 'tells' | 'decides';
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

function seen(
  topic: Topic,
  {scenario: {plan}}: ResponseMeasures,
  text: string,
  level: Seen['level'],
  detail?: string,
): Seen {
  return {text: `${plan.title}: ${text}`, level, topic, about: plan.title, ...(detail !== undefined && {detail})};
}

const OF_ATTACKS: Record<Exclude<Topic, 'tells' | 'decides'>, (measures: ResponseMeasures) => Seen[]> = {
  takes: m => {
    const {acknowledge, scenario} = m;
    if (!acknowledge) return [];
    const sla = scenario.plan.response?.acknowledgeMs;
    const of_ = sla === undefined ? '' : ` of ${formatDuration(sla)}`;
    const detail = measureText(acknowledge);
    if (!('ms' in acknowledge)) return [seen('takes', m, 'not acknowledged', 3)];
    const level = sla === undefined ? 0 : levelOf(acknowledge.ms, sla);
    return [seen('takes', m, `acknowledged in ${detail}${of_}`, level, detail)];
  },
  declares: m => {
    if (!m.declare) return [];
    const detail = measureText(m.declare);
    return 'ms' in m.declare
      ? [seen('declares', m, `declared after ${detail}`, 0, detail)]
      : [seen('declares', m, 'not declared', 2)];
  },
  keeps: m =>
    m.evidence
      .filter(({state}) => state === 'kept' || state === 'lost')
      .map(one => seen('keeps', m, evidenceText(one), one.state === 'lost' ? 2 : 0, one.object)),
  contains: m => {
    const {contain, containment} = m;
    if (!contain || !containment || containment === 'unknown') return [];
    if (containment === 'not contained') return [seen('contains', m, 'not contained', 3)];
    const level = 'ms' in contain ? levelOf(contain.ms, contain.slaMs) : 3;
    return [seen('contains', m, `contained in ${containmentText(m)}`, level, measureText(contain))];
  },
  spares: m =>
    m.harm
      .filter(({downMs}) => downMs > 0)
      .map(one => seen('spares', m, harmText(one), one.downMs > MAJOR_HARM_MS ? 2 : 1, formatDuration(one.downMs))),
};

const levelOf = (ms: number, slaMs: number): Seen['level'] => (ms > slaMs ? 2 : ms > EASE * slaMs ? 1 : 0);

const NOTICE_LEVELS = {'in time': 0, incomplete: 1, late: 2, 'not sent': 3, 'not started': 3} as const;

const notices = (view: RunView): Seen[] =>
  noticesOf(view).flatMap(({asked, state}) =>
    state === 'open'
      ? []
      : [{text: `${asked.title}: ${state}`, level: NOTICE_LEVELS[state], topic: 'tells', about: asked.title}],
  );

const DECISION_LEVELS = {'in time': 0, late: 1, 'not made': 3} as const;

const decisions = (view: RunView, asks: readonly string[] | undefined): Seen[] =>
  decisionsOf(view).flatMap(({question, state}) =>
    state === 'open' || asks?.includes(question.id) === false
      ? []
      : [
          {
            text: `decision ${question.id}: ${state}`,
            level: DECISION_LEVELS[state],
            topic: 'decides',
            about: question.id,
          },
        ],
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
