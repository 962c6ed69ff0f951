import type {LiveView} from '../../view/live/view.js';
import {nameOf} from './people.js';

/** An inject of the script, and what became of it. */
export interface PlanRow {
  id: string;
  title: string;
  kind: 'attack' | 'question' | 'message';
  /** When it is due, in words of the script. */
  due: string;
  /** Where that is a time and nothing else: drill time. */
  plannedT?: number;
  state: 'next' | 'held' | 'delivered' | 'left out' | 'not delivered';
  /** Milliseconds of drill time until it is due as things stand; absent: it is not known. */
  inMs?: number;
  /** When it was delivered or left out: drill time. */
  t?: number;
  /** A person, or `clock`, `event`, `condition`, `decision`. */
  by?: string;
  reason?: string;
  text?: string;
  to: string[];
  expect?: string;
  notes?: string;
}

/**
 * The script: what comes next first, by when it is due, and behind it what is done, the newest first.
 *
 * @param due drill time at which injects are due as things stand, by id
 * @param t drill time now
 */
export function planRows(view: LiveView, due: Readonly<Record<string, number>>, t: number): PlanRow[] {
  const rows = (view.script?.injects ?? []).map(inject => {
    const {id, title, attack, ask, text, to, expect, notes, at} = inject;
    const row: Omit<PlanRow, 'state'> = {
      ...{
        id,
        title,
        due: inject.due,
        to,
        kind: attack !== undefined ? 'attack' : ask !== undefined ? 'question' : 'message',
      },
      ...(at !== undefined && !inject.due.includes(',') && {plannedT: at}),
      ...(text !== undefined && {text}),
      ...(expect !== undefined && {expect}),
      ...(notes !== undefined && {notes}),
    };
    return {...row, ...fateOf(view, id, due[id] ?? at, t)};
  });
  const isOpen = ({state}: PlanRow) => state === 'next' || state === 'held';
  // Where people are the clock, the script's own order counts.
  const isByHand = view.opened?.pace === 'facilitator';
  const soon = ({inMs = Infinity}: PlanRow) => (isByHand && inMs < Infinity ? 0 : inMs);
  return [
    ...rows.filter(isOpen).toSorted((a, b) => soon(a) - soon(b) || 0),
    ...rows.filter(row => !isOpen(row)).toSorted((a, b) => (b.t ?? 0) - (a.t ?? 0)),
  ];
}

type Fate = Pick<PlanRow, 'state' | 'inMs' | 't' | 'by' | 'reason'>;

function fateOf(view: LiveView, id: string, dueT: number | undefined, t: number): Fate {
  const delivered = view.injects[id]?.delivered;
  if (delivered) return {state: 'delivered', t: delivered.t, by: nameOf(view, delivered.by)};
  const skipped = view.skipped[id];
  if (skipped) return {state: 'left out', t: skipped.t, by: nameOf(view, skipped.by), reason: skipped.reason};
  if (view.clock.state === 'ended') return {state: 'not delivered'};
  const heldUntil = view.held[id]?.until ?? 0;
  const at = dueT === undefined ? undefined : Math.max(dueT, heldUntil);
  return {state: heldUntil > t ? 'held' : 'next', ...(at !== undefined && {inMs: at - t})};
}
