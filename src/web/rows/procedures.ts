import type {LiveView} from '../../view/live/view.js';
import {nameOf} from './people.js';

/** A step of a written procedure. */
export interface StepRow {
  id: string;
  text: string;
  role?: string;
  /** Who has ticked it, and when: drill time. */
  ticked?: {name: string; t: number};
  /** What an observer says of it last. */
  confirmed?: {name: string; done: boolean};
}

/** A written procedure with its steps. */
export interface ProcedureRow {
  id: string;
  title: string;
  owner: string;
  done: number;
  steps: StepRow[];
}

/** The procedures that people have at hand. */
export function procedureRows(view: LiveView): ProcedureRow[] {
  return (view.opened?.procedures ?? []).map(({id, title, owner, steps}) => {
    const rows = steps.map(step => stepRow(view, id, step));
    return {id, title, owner, steps: rows, done: rows.filter(({ticked}) => ticked).length};
  });
}

function stepRow(view: LiveView, procedure: string, step: {id: string; text: string; role?: string}): StepRow {
  const isIt = (one: {procedure: string; step: string}) => one.procedure === procedure && one.step === step.id;
  const ticked = view.ticked.find(isIt);
  const confirmed = view.confirmed.findLast(isIt);
  return {
    ...step,
    ...(ticked && {ticked: {name: nameOf(view, ticked.person), t: ticked.t}}),
    ...(confirmed && {confirmed: {name: nameOf(view, confirmed.person), done: confirmed.done}}),
  };
}
