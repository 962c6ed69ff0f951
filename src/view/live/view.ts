import type {LiveEventTypes} from '../../events/live.js';
import type {TableEventTypes} from '../../events/table.js';
import type {Hello, ViewerOnly} from './facts.js';
import type {LessonsView} from './lessons.js';
import type {WorkshopView} from './workshop.js';

/** That an earlier time counts than that at which it came: by how many milliseconds of drill time. */
export interface Accepted {
  earlierMs: number;
  by: string;
  reason: string;
}

/** One event's own facts, with when it came: `n` in the order of what the viewer was sent. */
type Seen<F> = F & {n: number; at: string; ms: number; claimedAt?: string; accepted?: Accepted};
type Live<T extends keyof LiveEventTypes> = Seen<LiveEventTypes[T]>;
type OfTable<T extends keyof TableEventTypes> = Seen<TableEventTypes[T]>;

/** Somebody who takes part. */
export interface PersonView {
  id: string;
  name: string;
  role: string;
  state: 'online' | 'away' | 'removed';
  /** The user of the cluster, for those who may know it. */
  user?: string;
  /** The id of who this person turned out to be: what they did until then stays theirs. */
  into?: string;
  /** Since when the state is so, RFC 3339. */
  since: string;
}

/** An alert, and what became of it. */
export interface AlertView {
  shown: Live<'alert.shown'>;
  /** What people and robots did about it, in order. */
  answers: Seen<ViewerOnly['alert.answered']>[];
  /** The one that counts. */
  taken?: Seen<ViewerOnly['alert.answered']>;
}

/** An inject that was delivered. */
export interface InjectView {
  delivered: Live<'inject.delivered'>;
  /** Ids of those who have read it. */
  readBy: string[];
}

/** A question, and what people made of it. */
export interface QuestionView {
  asked: Live<'question.asked'>;
  answers: Live<'question.answered'>[];
  /** The last word: a decision may be changed. */
  decision?: Live<'decision.made'>;
  isClosed: boolean;
}

/** A drill with people as one viewer knows it. Browser and terminal are made from this, and from nothing else. */
export interface LiveView {
  opened?: LiveEventTypes['exercise.opened'];
  people: Record<string, PersonView>;
  clock: {
    state: 'waiting' | 'running' | 'paused' | 'ended';
    /** Drill time at the last change, and the wall clock then (RFC 3339). */
    t: number;
    at: string;
    reason?: string;
    gapMs?: number;
  };
  alerts: Record<string, AlertView>;
  injects: Record<string, InjectView>;
  skipped: Record<string, Live<'inject.skipped'>>;
  held: Record<string, Live<'inject.held'>>;
  questions: Record<string, QuestionView>;
  declared: Live<'incident.declared'>[];
  stated: Live<'team.stated'>[];
  notices: Live<'notice.sent'>[];
  ticked: Live<'procedure.ticked'>[];
  confirmed: Live<'procedure.confirmed'>[];
  evidence: Live<'evidence.handed-in'>[];
  /** Corrected ones are left out: what corrects them stands in their place. */
  notes: Live<'note.written'>[];
  messages: Live<'message.sent'>[];
  hints: Live<'hint.taken'>[];
  observations: Live<'observation.made'>[];
  extended: Live<'response.extended'>[];
  closed: Live<'response.closed'>[];
  /** Times that count earlier than they came; what they are about has the accepted time. */
  accepted: Live<'time.accepted'>[];
  survey: Live<'survey.answered'>[];
  improvements: Live<'improvement.proposed'>[];
  /** What lies on a table, sealed or not, for those who may know; by its own id. */
  laid: Record<string, OfTable<'card.laid'>>;
  /** Evidence that somebody has found, in order. */
  cards: OfTable<'card.opened'>[];
  looks: OfTable<'place.looked-at'>[];
  picked: OfTable<'procedure.picked'>[];
  actions: OfTable<'action.taken'>[];
  /** The sealed part, for those who may see it. */
  script?: LiveEventTypes['script.loaded'];
  isUnsealed: boolean;
  /** What a team of a workshop is to do. */
  lessons?: LessonsView;
  /** It ends on its own soon. */
  endsSoon: boolean;
  /** All teams, for those who see them. */
  workshop?: WorkshopView;
  /** The cluster is there, and preflight is over. */
  isReady: boolean;
  /** How many events it was made from. */
  count: number;
}

/** Before anything was heard. */
export const emptyLiveView = (): LiveView => ({
  people: {},
  clock: {state: 'waiting', t: 0, at: ''},
  alerts: {},
  injects: {},
  skipped: {},
  held: {},
  questions: {},
  declared: [],
  stated: [],
  notices: [],
  ticked: [],
  confirmed: [],
  evidence: [],
  notes: [],
  messages: [],
  hints: [],
  observations: [],
  extended: [],
  closed: [],
  accepted: [],
  survey: [],
  improvements: [],
  laid: {},
  cards: [],
  looks: [],
  picked: [],
  actions: [],
  isUnsealed: false,
  isReady: false,
  endsSoon: false,
  count: 0,
});

/** Drill time in milliseconds, at a moment of the conductor's wall clock (milliseconds since 1970). */
export function drillTime({clock}: Pick<LiveView, 'clock'>, wallNow: number): number {
  return clock.state === 'running' ? clock.t + Math.max(0, wallNow - Date.parse(clock.at)) : clock.t;
}

/** Whether a board stands still: nothing that it shows changes before its trainer lets it go on. */
export const standsStill = ({kind}: Pick<Hello, 'kind'>, {workshop}: Pick<LiveView, 'workshop'>): boolean =>
  kind === 'board' && workshop?.frozenT !== undefined;

/** Drill time as a screen shows it, at a moment of the conductor's wall clock (milliseconds since 1970). */
export const shownTime = (
  hello: Pick<Hello, 'kind'>,
  view: Pick<LiveView, 'clock' | 'workshop'>,
  wallNow: number,
): number => (standsStill(hello, view) ? (view.workshop?.frozenT ?? 0) : drillTime(view, wallNow));

/** Those who are sent the machine's side, too. */
export const isStaff = ({kind}: Pick<Hello, 'kind'>): boolean => kind === 'controls' || kind === 'observes';
