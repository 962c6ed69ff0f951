import {printable} from '../../../lib/text/printable.js';
import {nameIn, term} from '../../../view/live/told/telling.js';
import type {AlertView, QuestionView} from '../../../view/live/view.js';
import {clockTime} from '../../../view/stage-times.js';
import {left, right, widthOf} from '../../../view/text.js';
import {type Line, span, textOf} from '../../text/line.js';
import type {LiveContext} from '../context.js';
import {isTicked, openAlerts, openQuestions, type StepView, stepsOf, unreadInjects} from './known.js';
import {overText, when} from './parts.js';
import type {Group, Row} from './rows.js';
import {cardGroup, deedGroup} from './table.js';

/** What those who respond have before them, in the order in which it presses. */
export function respondGroups(context: LiveContext): Group[] {
  const {view} = context;
  const isWaiting = view.clock.state === 'waiting';
  return [
    ...(isWaiting ? [briefingGroup(context)] : []),
    alertGroup(context),
    injectGroup(context),
    cardGroup(context),
    deedGroup(context),
    questionGroup(context),
    incidentGroup(context),
    hintGroup(context),
    noticeGroup(context),
    noteGroup(context),
    ...procedureGroups(context),
    ...(isWaiting ? [] : [briefingGroup(context)]),
  ].filter(group => group.rows.length || group.title === context.words.respond.alerts);
}

const briefingGroup = ({view: {opened}, words}: LiveContext): Group => ({
  title: words.respond.briefing,
  note: '',
  rows: opened ? [{key: 'briefing:', line: () => [span(printable(opened.briefing.text.replaceAll('\n', ' ')))]}] : [],
  empty: '',
});

const newestFirst = <T>(values: readonly T[]): T[] => values.toReversed();

function alertGroup(context: LiveContext): Group {
  const {view, words} = context;
  const {alerts, alertColumns, notBegun} = words.respond;
  const open = openAlerts(view).length;
  return {
    title: alerts,
    note: open ? `${words.respond.open(open)}   ${alertColumns}` : alertColumns,
    rows: newestFirst(Object.values(view.alerts)).map(alert => ({
      key: `alert:${alert.shown.alert}`,
      line: width => alertLine(alert, context, width),
    })),
    empty: view.clock.state === 'waiting' ? notBegun : words.none,
  };
}

const OWNER = 9;
const ACK = 8;

function alertLine({shown, taken}: AlertView, {t, symbols, telling, words}: LiveContext, width: number): Line {
  const {alert, level, rule, about} = shown;
  const where = ['user', 'namespace', 'name'].flatMap(what => about[what]?.split(':').at(-1) ?? []);
  const time = taken ? clockTime(taken.latencyMs) : `${symbols.running}${clockTime(t - shown.t)}`;
  const text = left(printable([rule, ...where].join('  ')), Math.max(1, width - 14 - ACK - OWNER), symbols.ellipsis);
  return [
    span(`${left(alert, 4)}${left(term(telling, level), 9)} `, taken ? 'muted' : 'plain', !taken),
    span(text),
    span(right(time, ACK), taken ? 'muted' : 'waiting'),
    span(` ${left(taken ? (taken.name ?? telling.somebody) : words.nobody, OWNER - 1)}`, taken ? 'muted' : 'late'),
  ];
}

/** Injects and messages are one list: people hear both from somebody. */
function injectGroup({view, hello, symbols, telling, words: {respond, counts}}: LiveContext): Group {
  const unread = new Set(unreadInjects(view, hello.person).map(({delivered}) => delivered.inject));
  const injects = Object.values(view.injects).flatMap(({delivered}) =>
    delivered.text === undefined
      ? []
      : [
          {
            key: `inject:${delivered.inject}`,
            t: delivered.t,
            n: delivered.n,
            from: delivered.from ?? term(telling, 'facilitator'),
            to: delivered.to,
            text: delivered.text,
            isNew: unread.has(delivered.inject),
          },
        ],
  );
  const messages = view.messages.map(({id, t, n, by, to, text}) => ({
    key: `message:${id}`,
    t,
    n,
    from: nameIn(view, by),
    to,
    text,
    isNew: false,
  }));
  const all = [...injects, ...messages].toSorted((a, b) => b.n - a.n);
  return {
    title: respond.injects,
    note: unread.size ? counts.unread(unread.size) : '',
    rows: all.map(({key, t, from, to, text, isNew}) => ({
      key,
      line: width => {
        const mark = ` ${respond.isNew}`;
        const end = isNew ? mark : ' '.repeat(mark.length);
        const words = left(
          printable(`${from} ${symbols.arrow} ${telling.toWhom(to)}: ${text}`),
          Math.max(1, width - 6 - end.length),
          symbols.ellipsis,
        );
        return [when(t), span(words, 'plain', isNew), span(end, isNew ? 'late' : 'muted')];
      },
    })),
    empty: '',
  };
}

function questionGroup(context: LiveContext): Group {
  const {
    view,
    words: {respond},
  } = context;
  const open = openQuestions(view).length;
  return {
    title: respond.questions,
    note: open ? respond.open(open) : '',
    rows: newestFirst(Object.values(view.questions)).map(question => ({
      key: `question:${question.asked.question.id}`,
      line: width => questionLine(question, context, width),
    })),
    empty: '',
  };
}

function questionLine(question: QuestionView, {view, t, symbols, words}: LiveContext, width: number): Line {
  const {id, text} = question.asked.question;
  const isOpen = !question.isClosed && !question.decision && view.clock.state !== 'ended';
  const time = isOpen ? overText(t, question.asked.dueT, words) : [];
  const end = `  ${resultOf(question, symbols, words)}`;
  const room = width - 4 - widthOf(textOf(time)) - widthOf(end);
  return [
    span(left(id, 4), 'plain', isOpen),
    span(left(printable(text), Math.max(1, room), symbols.ellipsis)),
    ...time,
    span(end, isOpen ? 'waiting' : 'muted'),
  ];
}

function resultOf(
  {asked, answers, decision, isClosed}: QuestionView,
  symbols: LiveContext['symbols'],
  {respond}: LiveContext['words'],
): string {
  if (decision) return respond.decided(decision.choice);
  const last = answers.findLast(({state}) => state === 'right' || state === 'closed');
  if (last) return last.state === 'right' ? `${symbols.ok} ${respond.right}` : respond.closed;
  if (isClosed) return respond.noTries;
  return asked.question.choose ? respond.toDecide : respond.stillOpen;
}

const hintGroup = ({view, symbols, words}: LiveContext): Group => ({
  title: words.respond.hints,
  note: '',
  rows: newestFirst(view.hints).map(({hint, t, price, text}) => ({
    key: `hint:${hint}`,
    line: width => [
      when(t),
      span(left(`${symbols.none}${price}`, 5), 'muted'),
      span(left(printable(text), Math.max(1, width - 11), symbols.ellipsis)),
    ],
  })),
  empty: '',
});

const incidentGroup = ({view, telling, words}: LiveContext): Group => ({
  title: words.respond.incidents,
  note: '',
  rows: newestFirst(view.declared).map(({incident, severity, person, t, summary}) => ({
    key: `incident:${incident}`,
    line: () => [
      when(t),
      span(`${left(incident, 6)}${left(term(telling, severity), 9)}`, 'plain', true),
      span(printable(`${nameIn(view, person)}: ${summary}`)),
    ],
  })),
  empty: '',
});

/** Notifications are there once the team has stated something, or one was sent. */
function noticeGroup({view, t: now, symbols, telling, words}: LiveContext): Group {
  const {respond} = words;
  const isShown = view.stated.length > 0 || view.notices.length > 0;
  const rows = isShown ? (view.opened?.clocks ?? []) : [];
  return {
    title: respond.notices,
    note: view.stated.map(({what, t}) => `${term(telling, what)} ${clockTime(t)}`).join(', '),
    rows: rows.map(({id, title: name, to}) => {
      const sent = view.notices.find(({clock}) => clock === id);
      const state = sent ? `${symbols.ok} ${respond.sent(clockTime(sent.t), sent.inTime === false)}` : respond.notSent;
      const dueT = view.stated.flatMap(({starts = []}) => starts).find(({clock}) => clock === id)?.dueT;
      // No clock runs any more when the drill is over.
      const time = sent || view.clock.state === 'ended' ? [] : overText(now, dueT, words);
      const rest = widthOf(textOf(time)) + state.length + 1;
      return {
        key: `notice:${id}`,
        line: width => [
          span(left(printable(respond.noticeTo(name, to)), Math.max(1, width - rest), symbols.ellipsis)),
          ...time,
          span(` ${state}`, sent ? 'muted' : 'waiting'),
        ],
      };
    }),
    empty: '',
  };
}

/** The steps of the procedures, one group a procedure. */
export function procedureGroups({view, hello, symbols, words: {respond}}: LiveContext): Group[] {
  const steps = stepsOf(view);
  return (view.opened?.procedures ?? []).map(({id, title: name}) => {
    const own = steps.filter(({procedure}) => procedure === id);
    const done = own.filter(step => isTicked(view, step)).length;
    const line = (step: StepView, width: number): Line => {
      // One's own role goes without saying.
      const role = step.role === undefined || step.role === hello.role ? '' : `  ${step.role}`;
      const isDone = isTicked(view, step);
      return [
        span(isDone ? '[x] ' : '[ ] '),
        span(
          left(printable(step.text), Math.max(1, width - 4 - role.length), symbols.ellipsis),
          isDone ? 'muted' : 'plain',
        ),
        span(role, 'muted'),
      ];
    };
    return {
      title: respond.procedure(id),
      note: respond.procedureNote(name, done, own.length),
      rows: own.map((step): Row => ({key: `step:${id}/${step.id}`, line: width => line(step, width)})),
      empty: '',
    };
  });
}

function noteGroup({view, symbols, words}: LiveContext): Group {
  return {
    title: words.respond.notes,
    note: '',
    rows: newestFirst(view.notes).map(({id, t, person, text}) => ({
      key: `note:${id}`,
      line: width => [
        when(t),
        span(left(printable(`${nameIn(view, person)}: ${text}`), Math.max(1, width - 6), symbols.ellipsis)),
      ],
    })),
    empty: '',
  };
}
