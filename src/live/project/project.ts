import type {DrillEvent, EventOf, EventType} from '../../events/events.js';
import type {LevelWords} from '../../events/workshop.js';
import type {ViewerFact} from '../../view/live/facts.js';

/** Who looks on: by what sort of part they have. */
export type Audience = 'controls' | 'observes' | 'responds' | 'board';

/** What a projection knows beside the event: the role that looks, and what alerts are called. */
export interface Looking {
  role: string;
  /** The short name of an alert by the `seq` of its `signal.seen`. */
  alertOf: (signal: number) => string | undefined;
}

/** What an audience is sent of an event; undefined: nothing. */
export type Projector<T extends EventType> = (event: EventOf<T>, looking: Looking) => ViewerFact | undefined;

/** A decision for every type of event: one that is added to the log does not compile without. */
export type Projection = {[T in EventType]: Projector<T>};

/** Nothing of it is shown. */
export const hidden = (): undefined => undefined;

/** All of it is shown, but its place in the log. */
export function whole(event: DrillEvent): ViewerFact {
  const {seq: _, at: __, ms: ___, command: ____, ...fact} = event;
  return fact;
}

/** A level for those who are not to know which attacks its tasks are about: a question has no secret in its name. */
export const unnamed = (level: LevelWords): LevelWords => ({
  ...level,
  tasks: level.tasks.map(task => (task.kind === 'answered' ? task : {...task, of: ''})),
});

/** Whether something that goes to certain roles goes to this one; to nobody in particular: to all. */
export const isFor = (to: readonly string[], role: string): boolean => !to.length || to.includes(role);

/** What became of an acknowledgement, for those who know an alert by its short name. */
export function answered(event: EventOf<'alert.acknowledged'>, {alertOf}: Looking): ViewerFact | undefined {
  const alert = event.alert === undefined ? undefined : alertOf(event.alert);
  if (alert === undefined) return undefined;
  const {source, counted, robot, latencyMs, person, reason, claimedAt} = event;
  return {
    type: 'alert.answered',
    ...{alert, source, counted, robot, latencyMs},
    ...(person !== undefined && {name: person}),
    ...(reason !== undefined && {reason}),
    ...(claimedAt !== undefined && {claimedAt}),
  };
}

/** A facilitator's reason may tell of the script; one of the conductor itself is for everybody. */
export function clockChanged({t, state, by, reason, gapMs, spentMs}: EventOf<'clock.changed'>): ViewerFact {
  if (spentMs !== undefined) return {type: 'clock.changed', t, state, by, spentMs};
  const own = by === 'conductor' ? {...(reason !== undefined && {reason}), ...(gapMs !== undefined && {gapMs})} : {};
  return {type: 'clock.changed', t, state, by, ...own};
}
