import type {AskedQuestion} from '../../events/live.js';
import {drillEnd} from '../../view/live/exercise.js';
import type {QuestionView} from '../../view/live/view.js';
import type {RunView} from '../../view/view.js';

/** What became of a decision that people were asked for. `open`: its time was not over when the drill ended. */
export interface Decision {
  question: AskedQuestion;
  /** Drill time at which it was asked, and by when it was due. */
  askedT: number;
  dueT?: number;
  state: 'in time' | 'late' | 'not made' | 'open';
  made?: NonNullable<QuestionView['decision']>;
}

/** The decisions that people were asked for, in order. */
export function decisionsOf(view: RunView): Decision[] {
  const {exercise} = view;
  if (!exercise) return [];
  const end = drillEnd(exercise, view.nowMs);
  return Object.values(exercise.live.questions).flatMap(({asked: {question, t, dueT}, decision: made}) => {
    if (!question.choose) return [];
    const isOver = end > (dueT ?? t);
    const state = made ? (made.inTime ? 'in time' : 'late') : isOver ? 'not made' : 'open';
    return [{question, askedT: t, state, ...(dueT !== undefined && {dueT}), ...(made && {made})} as const];
  });
}
