import type {PlannedInject} from '../../../events/live.js';
import {printable} from '../../../lib/text/printable.js';
import {nameIn, term} from '../../../view/live/told/telling.js';
import {clockTime} from '../../../view/stage-times.js';
import {left, right} from '../../../view/text.js';
import {type Line, line, span} from '../../text/line.js';
import type {LiveContext} from '../context.js';
import {countdown, title, wrapped} from './parts.js';
import type {Group, Row} from './rows.js';

type Known = Pick<LiveContext, 'view' | 'due' | 't' | 'symbols' | 'words' | 'telling'>;

const isDone = ({view}: Pick<LiveContext, 'view'>, id: string): boolean =>
  view.injects[id] !== undefined || view.skipped[id] !== undefined;

/** When an inject is due, in drill time, as far as that is known. */
function dueOf({due, view}: Pick<LiveContext, 'due' | 'view'>, inject: PlannedInject): number | undefined {
  return (
    due[inject.id] ?? (inject.at === undefined ? undefined : Math.max(inject.at, view.held[inject.id]?.until ?? 0))
  );
}

/** What is still to come, the next first: by its time, or in the order of the script where people are the clock. */
export function waitingInjects(context: Pick<LiveContext, 'view' | 'due'>): PlannedInject[] {
  const {injects = []} = context.view.script ?? {};
  const never = Number.POSITIVE_INFINITY;
  const isByHand = context.view.opened?.pace === 'facilitator';
  const when = (inject: PlannedInject) => {
    const due = dueOf(context, inject) ?? never;
    return isByHand && due < never ? 0 : due;
  };
  return injects.filter(({id}) => !isDone(context, id)).toSorted((a, b) => when(a) - when(b) || 0);
}

/** The script: what is next first, then what has been. */
export function scriptGroup(context: Known): Group {
  const {view, words} = context;
  const {injects = []} = view.script ?? {};
  const waiting = waitingInjects(context);
  const done = injects
    .filter(({id}) => isDone(context, id))
    .toSorted((a, b) => doneAt(context, b.id) - doneAt(context, a.id));
  return {
    title: words.script.title,
    note: words.script.note(done.length, injects.length),
    rows: [...waiting, ...done].map(inject => rowOf(inject, context)),
    empty: words.script.empty,
  };
}

const doneAt = ({view}: Pick<LiveContext, 'view'>, id: string): number =>
  view.injects[id]?.delivered.t ?? view.skipped[id]?.t ?? 0;

function rowOf(inject: PlannedInject, context: Known): Row {
  return {key: `inject:${inject.id}`, line: width => injectLine(inject, context, width)};
}

function injectLine(inject: PlannedInject, context: Known, width: number): Line {
  const {view, symbols} = context;
  const {id, title: words} = inject;
  const delivered = view.injects[id]?.delivered;
  const skipped = view.skipped[id];
  const due = dueOf(context, inject);
  const end = stateText(inject, context);
  const isWaiting = !delivered && !skipped;
  const room = width - end.length - 6;
  const text = isWaiting && due === undefined ? `${words}  (${inject.due})` : words;
  return [
    span(left(id, 4)),
    span(` ${left(printable(text), Math.max(1, room), symbols.ellipsis)} `, isWaiting ? 'plain' : 'muted'),
    span(right(end, end.length), isWaiting ? 'waiting' : 'muted'),
  ];
}

/** What became of an inject, or when it is due. */
function stateText(inject: PlannedInject, context: Known): string {
  const {view, symbols, t, words} = context;
  const delivered = view.injects[inject.id]?.delivered;
  if (delivered) return `${symbols.ok} ${clockTime(delivered.t)}`;
  const skipped = view.skipped[inject.id];
  if (skipped) return words.script.leftOut(clockTime(skipped.t));
  if (view.clock.state === 'ended') return words.script.notPlayed;
  const due = dueOf(context, inject);
  if (due === undefined) return '';
  return view.opened?.pace === 'facilitator' ? clockTime(due) : countdown(due - t, words);
}

/** Everything about one inject. */
export function injectDetail(id: string, context: Known, width: number): Line[] {
  const {view, telling, words} = context;
  const {script: said} = words;
  const who = (by: string) => term(telling, nameIn(view, by));
  const inject = view.script?.injects.find(one => one.id === id);
  if (!inject) return [];
  const {delivered, readBy = []} = view.injects[id] ?? {};
  const skipped = view.skipped[id];
  const about = [
    inject.attack === undefined ? undefined : said.attack(inject.attack),
    inject.ask === undefined ? undefined : said.question(inject.ask),
    inject.text === undefined && inject.ask === undefined ? undefined : said.to(telling.toWhom(inject.to)),
    inject.from === undefined ? undefined : said.from(inject.from, term(telling, inject.via)),
    inject.due,
    inject.objectives.join(' ') || undefined,
  ].filter(part => part !== undefined);
  const question = view.script?.questions.find(one => one.id === inject.ask);
  return [
    title(`${id} ${inject.title}`),
    ...wrapped(about.join(' · '), width, 'muted'),
    ...(delivered ? wrapped(said.delivered(clockTime(delivered.t), who(delivered.by)), width, 'muted') : []),
    ...(readBy.length ? wrapped(said.readBy(readBy.map(who)), width, 'muted') : []),
    ...(skipped ? wrapped(said.leftOutBy(who(skipped.by), term(telling, skipped.reason)), width, 'muted') : []),
    ...(inject.text === undefined ? [] : wrapped(inject.text, width)),
    ...(question ? wrapped(question.text, width) : []),
    ...(inject.expect === undefined ? [] : wrapped(said.expected(inject.expect), width)),
    ...(inject.notes === undefined ? [] : wrapped(said.notes(inject.notes), width)),
    line(''),
  ];
}
