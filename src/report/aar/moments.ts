import type {DrillEvent} from '../../events/events.js';
import {formatDuration} from '../../lib/duration.js';
import {acknowledgementText} from '../../view/acknowledgement-words.js';
import {drillTimeAt} from '../../view/live/exercise.js';
import {toldOf} from '../../view/live/saying.js';
import type {LiveView} from '../../view/live/view.js';
import {shortActor} from '../../view/requests.js';
import type {ScenarioView} from '../../view/view.js';
import {type Played, who} from './people.js';

/** Something that happened, at a moment of drill time in milliseconds. */
export interface Moment {
  t: number;
  /** Who or what: an attack, a source, a person. */
  who: string;
  what: string;
}

/** Everything that happened, in order. */
export const momentsOf = (view: Played): Moment[] =>
  [
    ...view.scenarios.flatMap(s => ofScenario(s, view)),
    ...ofPeople(view),
    ...ofInjects(view),
    ...ofClock(view),
  ].toSorted((a, b) => a.t - b.t);

function ofScenario(s: ScenarioView, view: Played): Moment[] {
  const {title} = s.plan;
  const at = (ms: number) => drillTimeAt(view.exercise, ms);
  const attack = s.requests.filter(({sent}) => sent.purpose === 'attack');
  const first = attack[0]?.sent;
  const seen = s.signals.filter(({counted}) => counted);
  return [
    ...(first ? [{t: at(first.ms), who: 'attack', what: `${title}: attacked as ${shortActor(first.actor)}`}] : []),
    ...seen.map(({ms, stage, source, latencyMs, alert}) => ({
      ...{t: at(ms), who: source},
      what: `${title}: ${stage}${alert === undefined ? '' : ` as ${alert}`} after ${formatDuration(latencyMs)}`,
    })),
    ...s.acknowledgements.map(event => ({
      ...{t: at(event.ms), who: event.person ?? 'somebody'},
      what: `${title}: acknowledged ${acknowledgementText(event)}`,
    })),
    ...s.actions.map(({actedAt, user, verb, resource, subresource, namespace, name, code, ms}) => ({
      ...{t: at(wallMs(actedAt, view) ?? ms), who: user},
      what: `${[verb, subresource ? `${resource}/${subresource}` : resource, name].filter(Boolean).join(' ')}${namespace ? ` in ${namespace}` : ''}: ${code}`,
    })),
    ...s.containmentChanges.map(({ms, check, state}) => ({
      t: at(ms),
      who: 'check',
      what: `${title}: ${check}: ${state}`,
    })),
    ...s.harm.map(({ms, bystander, state, detail}) => ({
      t: at(ms),
      who: 'bystander',
      what: `${bystander}: ${state}, ${detail}`,
    })),
    ...(s.contained
      ? [
          {
            t: at(s.contained.ms),
            who: 'contained',
            what: `${title}: held since ${formatDuration(s.contained.ttcMs)} after the attack`,
          },
        ]
      : []),
  ];
}

/** Milliseconds of the run at a moment of the wall clock. */
export function wallMs(at: string, {started}: Played): number | undefined {
  const ms = started ? Date.parse(at) - Date.parse(started.at) + started.ms : Number.NaN;
  return Number.isFinite(ms) ? ms : undefined;
}

/** Lists of the live view that hold what a person did, each with its type of event. */
const LISTS = {
  declared: 'incident.declared',
  stated: 'team.stated',
  notices: 'notice.sent',
  ticked: 'procedure.ticked',
  confirmed: 'procedure.confirmed',
  evidence: 'evidence.handed-in',
  notes: 'note.written',
  messages: 'message.sent',
  hints: 'hint.taken',
  observations: 'observation.made',
  extended: 'response.extended',
  closed: 'response.closed',
  accepted: 'time.accepted',
  improvements: 'improvement.proposed',
  looks: 'place.looked-at',
  picked: 'procedure.picked',
  actions: 'action.taken',
} as const satisfies Partial<Record<keyof LiveView, DrillEvent['type']>>;

function ofPeople(view: Played): Moment[] {
  const {live} = view.exercise;
  const told = (type: string, entry: {t: number; person?: string; by?: string}): Moment[] => {
    const what = toldOf({...entry, type} as never, live);
    const name = who(view, entry.person ?? entry.by ?? '');
    // Who it was stands in a column of its own.
    return what === undefined ? [] : [{t: entry.t, who: name, what: what.replace(`${name} `, '')}];
  };
  return [
    ...Object.entries(LISTS).flatMap(([list, type]) =>
      live[list as keyof typeof LISTS].flatMap(entry => told(type, entry)),
    ),
    ...Object.values(live.questions).flatMap(({asked, answers, decision}) => [
      {t: asked.t, who: 'question', what: `${asked.question.id}: ${asked.question.text}`},
      ...answers.flatMap(answer => told('question.answered', answer)),
      ...(decision ? told('decision.made', decision) : []),
    ]),
  ];
}

function ofInjects(view: Played): Moment[] {
  const {injects, skipped, script} = view.exercise.live;
  const title = (id: string) => script?.injects.find(inject => inject.id === id)?.title ?? '';
  return [
    ...Object.values(injects).map(({delivered: {inject, t, by, to}, readBy}) => ({
      ...{t, who: 'inject'},
      what: `${inject} ${title(inject)}, to ${to.join(', ') || 'all'}, by ${who(view, by)}${readBy.length ? `; read by ${readBy.map(id => who(view, id)).join(', ')}` : ''}`,
    })),
    ...Object.values(skipped).map(({inject, t, by, reason}) => ({
      ...{t, who: 'inject', what: `${inject} ${title(inject)} left out by ${who(view, by)}: ${reason}`},
    })),
  ];
}

function ofClock(view: Played): Moment[] {
  const words = {running: 'the clock runs', paused: 'the clock is held', ended: 'the drill is over'};
  return view.exercise.clock.map(({t, state, by, reason, gapMs, spentMs}) => ({
    ...{t, who: who(view, by)},
    what: `${spentMs === undefined ? words[state] : `${formatDuration(spentMs)} pass`}${reason === undefined ? '' : `: ${reason}`}${gapMs === undefined ? '' : ` (for ${formatDuration(gapMs)})`}`,
  }));
}
