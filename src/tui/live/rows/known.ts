import type {NoticeAsked} from '../../../events/live.js';
import type {AlertView, LiveView, QuestionView} from '../../../view/live/view.js';

/** Alerts that nobody has taken, the oldest first. */
export const openAlerts = ({alerts}: LiveView): AlertView[] => Object.values(alerts).filter(({taken}) => !taken);

/** Questions that wait for an answer or a decision, the oldest first. */
export const openQuestions = ({questions}: LiveView): QuestionView[] =>
  Object.values(questions).filter(({isClosed, decision}) => !isClosed && !decision);

/** Injects that somebody has not read. */
export const unreadInjects = ({injects}: LiveView, person: string) =>
  Object.values(injects).filter(({delivered, readBy}) => delivered.text !== undefined && !readBy.includes(person));

/** A step of a procedure. */
export interface StepView {
  procedure: string;
  id: string;
  text: string;
  role?: string;
}

/** The steps of all procedures, in order. */
export const stepsOf = ({opened}: LiveView): StepView[] =>
  opened?.procedures.flatMap(({id: procedure, steps}) => steps.map(step => ({...step, procedure}))) ?? [];

export const isTicked = ({ticked}: LiveView, {procedure, id}: StepView): boolean =>
  ticked.some(one => one.procedure === procedure && one.step === id);

/** Steps that nobody has ticked. */
export const openSteps = (view: LiveView): StepView[] => stepsOf(view).filter(step => !isTicked(view, step));

/** What the team has not stated yet. */
export const unstated = ({stated}: LiveView, statements: readonly string[]): string[] =>
  statements.filter(what => !stated.some(one => one.what === what));

/** Notifications that were not sent. */
export const unsentNotices = ({opened, notices}: LiveView): NoticeAsked[] =>
  opened?.clocks.filter(({id}) => !notices.some(({clock}) => clock === id)) ?? [];

/** Roles that need somebody who is not there. */
export const missingRoles = ({opened, people}: LiveView): string[] => {
  const there = (role: string) =>
    Object.values(people).filter(one => one.role === role && one.state !== 'removed').length;
  return (opened?.roles ?? [])
    .filter(({id, min, backup}) => there(id) < min && (backup === undefined || !there(backup)))
    .map(({id}) => id);
};
