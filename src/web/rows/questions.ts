import type {LiveView, QuestionView} from '../../view/live/view.js';
import {nameOf} from './people.js';

/** A question that people were asked, and what they made of it. */
export interface QuestionRow {
  id: string;
  text: string;
  to: string[];
  points: number;
  options?: {id: string; text: string}[];
  needsRationale: boolean;
  state: 'open' | 'decided' | 'answered' | 'closed';
  /** Milliseconds until people should have decided; below zero: it is late. */
  leftMs?: number;
  triesLeft: number;
  answers: {n: number; name: string; answer: string; state: string}[];
  decision?: {choice: string; name: string; rationale: string; t: number; inTime: boolean};
}

/** All questions: those that are open first, and of each the newest first. @param t drill time now */
export function questionRows(view: LiveView, t: number): QuestionRow[] {
  return Object.values(view.questions)
    .toSorted((a, b) => b.asked.n - a.asked.n)
    .map(question => rowOf(view, question, t))
    .toSorted((a, b) => Number(a.state !== 'open') - Number(b.state !== 'open'));
}

function rowOf(view: LiveView, {asked, answers, decision, isClosed}: QuestionView, t: number): QuestionRow {
  const {id, text, to, points, tries, choose, rationale} = asked.question;
  const isRight = answers.some(({state}) => state === 'right');
  const state = decision ? 'decided' : isRight ? 'answered' : isClosed ? 'closed' : 'open';
  return {
    ...{id, text, to, points, needsRationale: rationale === 'required', state},
    triesLeft: answers.at(-1)?.triesLeft ?? tries,
    answers: answers.map(one => ({n: one.n, name: nameOf(view, one.person), answer: one.answer, state: one.state})),
    ...(choose && {options: choose}),
    ...(asked.dueT !== undefined && state === 'open' && view.clock.state !== 'ended' && {leftMs: asked.dueT - t}),
    ...(decision && {
      decision: {
        choice: choose?.find(option => option.id === decision.choice)?.text ?? decision.choice,
        ...{name: nameOf(view, decision.person), rationale: decision.rationale},
        ...{t: decision.t, inTime: decision.inTime},
      },
    }),
  };
}
