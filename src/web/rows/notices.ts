import type {LiveView} from '../../view/live/view.js';
import {nameOf} from './people.js';

/** A notification that a law demands. */
export interface NoticeRow {
  id: string;
  title: string;
  to: string;
  fields: string[];
  dueMs: number;
  /**
   * `waiting`: nobody has stated what its clock starts from. When the drill is over no clock runs any more: one that was not
   * started then never was, and one that was is `not sent`, or was not due yet.
   */
  state:
    | 'waiting'
    | 'running'
    | 'overdue'
    | 'sent in time'
    | 'sent late'
    | 'sent'
    | 'never started'
    | 'not sent'
    | 'not due';
  /** Milliseconds of drill time until it is due; below zero: it is late. */
  leftMs?: number;
  sent?: {name: string; t: number; missing: string[]};
}

/** The notifications of a drill. @param t drill time now */
export const noticeRows = (view: LiveView, t: number): NoticeRow[] =>
  (view.opened?.clocks ?? []).map(({id, title, to, fields, dueMs}) => {
    const sent = view.notices.find(notice => notice.clock === id);
    return {...{id, title, to, fields, dueMs}, ...(sent ? sentAs(view, sent) : openAs(view, id, t))};
  });

type Fate = Pick<NoticeRow, 'state' | 'leftMs' | 'sent'>;

function sentAs(view: LiveView, {person, missing, inTime, t}: LiveView['notices'][number]): Fate {
  const state = inTime === undefined ? 'sent' : inTime ? 'sent in time' : 'sent late';
  return {state, sent: {name: nameOf(view, person), t, missing}};
}

function openAs({stated, clock}: LiveView, id: string, t: number): Fate {
  const isOver = clock.state === 'ended';
  const dueT = stated.flatMap(({starts = []}) => starts).find(started => started.clock === id)?.dueT;
  if (dueT === undefined) return {state: isOver ? 'never started' : 'waiting'};
  if (isOver) return {state: clock.t > dueT ? 'not sent' : 'not due'};
  return {state: t > dueT ? 'overdue' : 'running', leftMs: dueT - t};
}

/** What a team may state, once each. */
export const STATEMENTS = ['aware', 'classified', 'material'] as const;

/** Who has stated what, and when: drill time. */
export function statementRows(view: LiveView): {what: (typeof STATEMENTS)[number]; by?: string; t?: number}[] {
  return STATEMENTS.map(what => {
    const stated = view.stated.find(one => one.what === what);
    return {what, ...(stated && {by: nameOf(view, stated.person), t: stated.t})};
  });
}
