import {formatDuration} from '../../../lib/duration.js';
import {dictionary} from '../../../lib/json/dictionary.js';
import {nameIn, term} from '../../../view/live/told/telling.js';
import {clockTime} from '../../../view/stage-times.js';
import {type Line, line} from '../../text/line.js';
import type {LiveContext} from '../context.js';
import {stepsOf} from './known.js';
import {title, wrapped} from './parts.js';
import {cardDetail, deedDetail} from './table.js';

type Detail = (id: string, context: LiveContext, width: number) => Line[];

/** Everything about what is selected. */
export const respondDetail = ({kind, id}: {kind: string; id: string}, context: LiveContext, width: number): Line[] =>
  (DETAILS[kind] ?? briefing)(id, context, width);

const DETAILS: Readonly<Record<string, Detail>> = dictionary({
  alert: alertDetail,
  inject: injectWords,
  message: (id, {view, telling, words: {detail}}, width) => {
    const one = view.messages.find(message => message.id === id);
    if (!one) return [];
    return [
      title(`${detail.fromTo(nameIn(view, one.by), telling.toWhom(one.to))}, ${clockTime(one.t)}`),
      ...wrapped(one.text, width),
    ];
  },
  card: cardDetail,
  deed: deedDetail,
  question: questionDetail,
  note: (id, {view}, width) => {
    const one = view.notes.find(note => note.id === id);
    return one ? [title(`${nameIn(view, one.person)}, ${clockTime(one.t)}`), ...wrapped(one.text, width)] : [];
  },
  hint: (id, {view, words: {detail}}, width) => {
    const one = view.hints.find(({hint}) => hint === id);
    if (!one) return [];
    const head = `${detail.hint(one.price, nameIn(view, one.person))}, ${clockTime(one.t)}`;
    return [title(head), ...wrapped(one.text, width)];
  },
  incident: (id, {view, telling, words: {detail}}, width) => {
    const one = view.declared.find(({incident}) => incident === id);
    if (!one) return [];
    const about = detail.declared(
      term(telling, one.severity),
      nameIn(view, one.person),
      clockTime(one.t),
      one.alerts.join(' '),
    );
    return [title(id), ...wrapped(about, width, 'muted'), ...wrapped(one.summary, width)];
  },
  step: stepDetail,
  notice: noticeDetail,
});

function alertDetail(id: string, {view, telling, words: {detail}}: LiveContext, width: number): Line[] {
  const alert = view.alerts[id];
  if (!alert) return [];
  const {rule, level, source, about, keys, link, at} = alert.shown;
  const facts = Object.entries(about).map(([what, value]) => `${term(telling, what)}\u00a0${value}`);
  return [
    title(`${id} ${term(telling, level)}: ${rule}`),
    ...wrapped(facts.join('   '), width),
    ...wrapped(`${detail.source(source, at.slice(11, 19))}${link === undefined ? '' : `   ${link}`}`, width, 'muted'),
    ...alert.answers.flatMap(({name = telling.somebody, counted, reason, latencyMs}) =>
      wrapped(
        counted ? detail.taken(name, formatDuration(latencyMs)) : detail.notCounted(name, reason ?? ''),
        width,
        'muted',
      ),
    ),
    ...view.evidence
      .filter(one => one.alert === id)
      .flatMap(({title: what, person}) => wrapped(detail.evidence(what, nameIn(view, person)), width, 'muted')),
    ...(keys.length ? wrapped(detail.keys(keys.join(' ')), width, 'muted') : []),
  ];
}

function injectWords(id: string, {view, telling, words}: LiveContext, width: number): Line[] {
  const inject = view.injects[id];
  if (!inject) return [];
  const {from = term(telling, 'facilitator'), to, via, t, text = ''} = inject.delivered;
  const read = inject.readBy.map(one => nameIn(view, one));
  return [
    title(`${words.detail.fromToBy(from, telling.toWhom(to), term(telling, via))}, ${clockTime(t)}`),
    ...wrapped(text, width),
    ...(read.length ? wrapped(words.script.readBy(read), width, 'muted') : []),
  ];
}

function questionDetail(id: string, {view, telling, words: {detail, respond}}: LiveContext, width: number): Line[] {
  const question = view.questions[id];
  if (!question) return [];
  const {asked, answers, decision} = question;
  const {text, choose = [], points, tries} = asked.question;
  const used = answers.filter(({state}) => state === 'wrong').length;
  return [
    title(`${id} ${choose.length ? respond.toDecide : detail.points(points, tries - used, tries)}`),
    ...wrapped(text, width),
    ...choose.flatMap(option => wrapped(`${option.id}: ${option.text}`, width, 'muted')),
    ...answers.flatMap(({person, answer, state}) =>
      wrapped(`${nameIn(view, person)}: ${answer} (${term(telling, state)})`, width, 'muted'),
    ),
    ...(decision
      ? wrapped(detail.decided(nameIn(view, decision.person), decision.choice, decision.rationale), width)
      : []),
  ];
}

function stepDetail(id: string, {view, words: {detail}}: LiveContext, width: number): Line[] {
  const step = stepsOf(view).find(one => `${one.procedure}/${one.id}` === id);
  if (!step) return [];
  const tick = view.ticked.find(one => one.procedure === step.procedure && one.step === step.id);
  const seen = view.confirmed.findLast(one => one.procedure === step.procedure && one.step === step.id);
  return [
    title(`${id}${step.role === undefined ? '' : detail.forRole(step.role)}`),
    ...wrapped(step.text, width),
    ...(tick ? wrapped(detail.ticked(nameIn(view, tick.person), clockTime(tick.t)), width, 'muted') : []),
    ...(seen ? wrapped(detail.seenDone(nameIn(view, seen.person), seen.done), width, 'muted') : []),
  ];
}

function noticeDetail(id: string, {view, words: {detail}}: LiveContext, width: number): Line[] {
  const notice = view.opened?.clocks.find(one => one.id === id);
  if (!notice) return [];
  return [
    title(notice.title),
    ...wrapped(detail.due(notice.to, formatDuration(notice.dueMs)), width),
    ...wrapped(detail.holds(notice.fields.join(', ')), width, 'muted'),
  ];
}

/** What the drill is about, before there is anything to select. */
function briefing(_: string, {view, words}: Pick<LiveContext, 'view' | 'words'>, width: number): Line[] {
  const {opened} = view;
  if (!opened) return [line(` ${words.connecting}`, 'muted')];
  const {text, rules, stopWord} = opened.briefing;
  return [
    title(words.respond.briefingHead(opened.title, stopWord)),
    ...wrapped(text, width),
    ...rules.flatMap(rule => wrapped(`- ${rule}`, width)),
  ];
}
