import type {ViewerEvent} from './facts.js';
import {changeTask, lessonsOf, openLevel, solveTask} from './lessons.js';
import {emptyLiveView, type LiveView, type PersonView} from './view.js';
import {progress, workshopOf} from './workshop.js';

type Of<T extends ViewerEvent['type']> = Extract<ViewerEvent, {type: T}>;
/** What an event changes of a view. */
type Fold<T extends ViewerEvent['type']> = (view: LiveView, event: Of<T>) => void;

const keep =
  <K extends keyof LiveView>(list: K) =>
  (view: LiveView, event: ViewerEvent): void => {
    (view[list] as ViewerEvent[]).push(event);
  };

/** What corrects another takes its place. */
const amend =
  <K extends 'notes' | 'observations'>(list: K) =>
  (view: LiveView, event: Of<'note.written'> | Of<'observation.made'>): void => {
    const entries = view[list] as {id: string}[];
    const place = event.amends === undefined ? -1 : entries.findIndex(({id}) => id === event.amends);
    if (place < 0) entries.push(event);
    else entries[place] = event;
  };

function changePerson(view: LiveView, {person, state, role, into, at}: Of<'participant.changed'>): void {
  const known = view.people[person];
  if (!known) return;
  const changes = {...(role !== undefined && {role}), ...(into !== undefined && {into})};
  view.people[person] = {...known, state, since: at, ...changes};
}

/** What was accepted takes the place of what came. */
function accept(view: LiveView, event: Of<'time.accepted'>): void {
  view.accepted.push(event);
  const {what, id, earlierMs, by, reason, inTime} = event;
  const accepted = {earlierMs, by, reason};
  const earlier = <E extends {t: number}>(entry: E): E => ({...entry, t: entry.t - earlierMs, accepted});
  const isMade = inTime === undefined ? {} : {inTime};
  switch (what) {
    case 'acknowledged': {
      const alert = view.alerts[id];
      if (alert?.taken) alert.taken = {...alert.taken, latencyMs: alert.taken.latencyMs - earlierMs, accepted};
      break;
    }
    case 'declared':
      view.declared = view.declared.map(one => (one.incident === id ? earlier(one) : one));
      break;
    case 'notified':
      view.notices = view.notices.map(one => (one.clock === id ? {...earlier(one), ...isMade} : one));
      break;
    case 'decided': {
      const question = view.questions[id];
      if (question?.decision) question.decision = {...earlier(question.decision), ...isMade};
      break;
    }
  }
}

const FOLDS: {[T in ViewerEvent['type']]?: Fold<T>} = {
  'exercise.opened': (view, event) => {
    view.opened = event;
  },
  'script.loaded': (view, event) => {
    view.script = event;
  },
  'script.unsealed': view => {
    view.isUnsealed = true;
  },
  'exercise.ready': view => {
    view.isReady = true;
  },
  'exercise.resumed': view => {
    view.isReady = false;
  },
  'participant.joined': (view, {person: id, name, role, user, at}) => {
    const joined: PersonView = {id, name, role, state: 'online', since: at, ...(user !== undefined && {user})};
    view.people[id] = joined;
  },
  'participant.changed': changePerson,
  'clock.changed': (view, {state, t, at, reason, gapMs}) => {
    view.clock = {state, t, at, ...(reason !== undefined && {reason}), ...(gapMs !== undefined && {gapMs})};
  },
  'alert.shown': (view, event) => {
    view.alerts[event.alert] = {shown: event, answers: []};
  },
  'alert.answered': (view, event) => {
    const alert = view.alerts[event.alert];
    if (!alert) return;
    alert.answers.push(event);
    if (event.counted) alert.taken = event;
  },
  'inject.delivered': (view, event) => {
    view.injects[event.inject] = {delivered: event, readBy: []};
  },
  'inject.read': (view, {inject, person}) => {
    const readBy = view.injects[inject]?.readBy;
    if (readBy && !readBy.includes(person)) readBy.push(person);
  },
  'inject.skipped': (view, event) => {
    view.skipped[event.inject] = event;
  },
  'inject.held': (view, event) => {
    view.held[event.inject] = event;
  },
  'question.asked': (view, event) => {
    view.questions[event.question.id] = {asked: event, answers: [], isClosed: false};
  },
  'question.answered': (view, event) => {
    const question = view.questions[event.question];
    if (!question) return;
    question.answers.push(event);
    if (event.state === 'right' || event.state === 'closed' || event.triesLeft === 0) question.isClosed = true;
  },
  'decision.made': (view, event) => {
    const question = view.questions[event.question];
    if (question) question.decision = event;
  },
  'incident.declared': keep('declared'),
  'team.stated': keep('stated'),
  'notice.sent': keep('notices'),
  'procedure.ticked': keep('ticked'),
  'procedure.confirmed': keep('confirmed'),
  'evidence.handed-in': keep('evidence'),
  'note.written': amend('notes'),
  'message.sent': keep('messages'),
  'hint.taken': keep('hints'),
  'observation.made': amend('observations'),
  'response.extended': keep('extended'),
  'response.closed': keep('closed'),
  'time.accepted': accept,
  'survey.answered': keep('survey'),
  'improvement.proposed': keep('improvements'),
  'levels.loaded': (view, event) => {
    view.lessons = lessonsOf(event);
  },
  'level.opened': ({lessons}, event) => void (lessons && openLevel(lessons, event)),
  'task.changed': ({lessons}, event) => void (lessons && changeTask(lessons, event)),
  'task.solved': ({lessons}, event) => void (lessons && solveTask(lessons, event)),
  'points.awarded': ({lessons}, event) => void lessons?.awarded.push(event),
  'help.asked': ({lessons}, {t}) => {
    if (lessons) lessons.helpT ??= t;
  },
  'help.given': ({lessons}) => {
    delete lessons?.helpT;
  },
  'team.reset': ({lessons}) => {
    if (lessons) lessons.resets++;
  },
  'workshop.opened': (view, event) => {
    view.workshop = workshopOf(event);
  },
  'team.progressed': ({workshop}, event) => void (workshop && progress(workshop, event)),
  'board.frozen': ({workshop}, {frozen, t}) => {
    if (!workshop) return;
    if (frozen) workshop.frozenT = t;
    else delete workshop.frozenT;
  },
  'time.warned': view => {
    view.endsSoon = true;
  },
  'time.prolonged': (view, {byMs}) => {
    const {opened, workshop} = view;
    view.endsSoon = false;
    if (opened?.lengthMs !== undefined) view.opened = {...opened, lengthMs: opened.lengthMs + byMs};
    if (workshop) workshop.prolongedMs += byMs;
  },
  'card.laid': (view, event) => {
    view.laid[event.card] = event;
  },
  'card.opened': keep('cards'),
  'place.looked-at': keep('looks'),
  'procedure.picked': keep('picked'),
  'action.taken': keep('actions'),
};

/** Whether events of a type change anything of a view. */
export const foldsLive = (type: string): boolean => Object.hasOwn(FOLDS, type);

/** Folds what one viewer is sent into what can be shown. */
export class LiveFold {
  readonly view: LiveView = emptyLiveView();

  add(event: ViewerEvent): void {
    this.view.count++;
    const fold = FOLDS[event.type] as Fold<ViewerEvent['type']> | undefined;
    fold?.(this.view, event as never);
  }
}
