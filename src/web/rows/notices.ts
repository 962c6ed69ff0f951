import type {LiveView} from '../../view/live/view.js';
import {nameOf} from './people.js';

/** A notification that a law demands. */
export interface NoticeRow {
  id: string;
  title: string;
  to: string;
  fields: string[];
  dueMs: number;
  /** `waiting`: nobody has stated what its clock starts from. */
  state: 'waiting' | 'running' | 'overdue' | 'sent in time' | 'sent late' | 'sent';
  /** Milliseconds of drill time until it is due; below zero: it is late. */
  leftMs?: number;
  sent?: {name: string; t: number; missing: string[]};
}

/** The notifications of a drill. @param t drill time now */
export function noticeRows(view: LiveView, t: number): NoticeRow[] {
  return (view.opened?.clocks ?? []).map(clock => {
    const {id, title, to, fields, dueMs} = clock;
    const dueT = view.stated.flatMap(({starts = []}) => starts).find(started => started.clock === id)?.dueT;
    const sent = view.notices.find(notice => notice.clock === id);
    const row = {id, title, to, fields, dueMs};
    if (sent) {
      const {person, missing, inTime} = sent;
      const state = inTime === undefined ? 'sent' : inTime ? 'sent in time' : 'sent late';
      return {...row, state, sent: {name: nameOf(view, person), t: sent.t, missing}};
    }
    if (dueT === undefined) return {...row, state: 'waiting'};
    return {...row, state: t > dueT ? 'overdue' : 'running', leftMs: dueT - t};
  });
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
