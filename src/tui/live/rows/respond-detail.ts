import {formatDuration} from '../../../lib/duration.js';
import {dictionary} from '../../../lib/json/dictionary.js';
import {nameIn, toWhom} from '../../../view/live/words.js';
import {clockTime} from '../../../view/stage-times.js';
import {type Line, line} from '../../text/line.js';
import type {LiveContext} from '../context.js';
import {stepsOf} from './known.js';
import {title, wrapped} from './parts.js';

type Detail = (id: string, context: LiveContext, width: number) => Line[];

/** Everything about what is selected. */
export const respondDetail = ({kind, id}: {kind: string; id: string}, context: LiveContext, width: number): Line[] =>
  (DETAILS[kind] ?? briefing)(id, context, width);

const DETAILS: Readonly<Record<string, Detail>> = dictionary({
  alert: alertDetail,
  inject: injectWords,
  message: (id, {view}, width) => {
    const one = view.messages.find(message => message.id === id);
    if (!one) return [];
    return [title(`${nameIn(view, one.by)} to ${toWhom(one.to)}, ${clockTime(one.t)}`), ...wrapped(one.text, width)];
  },
  question: questionDetail,
  note: (id, {view}, width) => {
    const one = view.notes.find(note => note.id === id);
    return one ? [title(`${nameIn(view, one.person)}, ${clockTime(one.t)}`), ...wrapped(one.text, width)] : [];
  },
  hint: (id, {view}, width) => {
    const one = view.hints.find(({hint}) => hint === id);
    if (!one) return [];
    const head = `A hint for ${one.price} points, taken by ${nameIn(view, one.person)}, ${clockTime(one.t)}`;
    return [title(head), ...wrapped(one.text, width)];
  },
  incident: (id, {view}, width) => {
    const one = view.declared.find(({incident}) => incident === id);
    if (!one) return [];
    const about = `${one.severity}, declared by ${nameIn(view, one.person)}, ${clockTime(one.t)}; ${one.alerts.join(' ') || 'no alert'}`;
    return [title(id), ...wrapped(about, width, 'muted'), ...wrapped(one.summary, width)];
  },
  step: stepDetail,
  notice: noticeDetail,
});

function alertDetail(id: string, {view}: LiveContext, width: number): Line[] {
  const alert = view.alerts[id];
  if (!alert) return [];
  const {rule, level, source, about, keys, link, at} = alert.shown;
  const facts = Object.entries(about).map(([what, value]) => `${what}\u00a0${value}`);
  return [
    title(`${id} ${level}: ${rule}`),
    ...wrapped(facts.join('   '), width),
    ...wrapped(`from ${source} at ${at.slice(11, 19)} UTC${link === undefined ? '' : `   ${link}`}`, width, 'muted'),
    ...alert.answers.flatMap(({name = 'somebody', counted, reason, latencyMs}) =>
      wrapped(
        counted ? `taken by ${name} after ${formatDuration(latencyMs)}` : `${name} does not count: ${reason ?? ''}`,
        width,
        'muted',
      ),
    ),
    ...view.evidence
      .filter(one => one.alert === id)
      .flatMap(({title: what, person}) => wrapped(`evidence: ${what} (${nameIn(view, person)})`, width, 'muted')),
    ...(keys.length ? wrapped(`keys ${keys.join(' ')}`, width, 'muted') : []),
  ];
}

function injectWords(id: string, {view}: LiveContext, width: number): Line[] {
  const inject = view.injects[id];
  if (!inject) return [];
  const {from = 'facilitator', to, via, t, text = ''} = inject.delivered;
  const read = inject.readBy.map(one => nameIn(view, one)).join(', ');
  return [
    title(`${from} to ${toWhom(to)} by ${via}, ${clockTime(t)}`),
    ...wrapped(text, width),
    ...(read ? wrapped(`read by ${read}`, width, 'muted') : []),
  ];
}

function questionDetail(id: string, {view}: LiveContext, width: number): Line[] {
  const question = view.questions[id];
  if (!question) return [];
  const {asked, answers, decision} = question;
  const {text, choose = [], points, tries} = asked.question;
  const used = answers.filter(({state}) => state === 'wrong').length;
  return [
    title(`${id} ${choose.length ? 'to decide' : `for ${points} points, ${tries - used} of ${tries} tries left`}`),
    ...wrapped(text, width),
    ...choose.flatMap(option => wrapped(`${option.id}: ${option.text}`, width, 'muted')),
    ...answers.flatMap(({person, answer, state}) =>
      wrapped(`${nameIn(view, person)}: ${answer} (${state})`, width, 'muted'),
    ),
    ...(decision
      ? wrapped(`${nameIn(view, decision.person)} decided ${decision.choice}: ${decision.rationale}`, width)
      : []),
  ];
}

function stepDetail(id: string, {view}: LiveContext, width: number): Line[] {
  const step = stepsOf(view).find(one => `${one.procedure}/${one.id}` === id);
  if (!step) return [];
  const tick = view.ticked.find(one => one.procedure === step.procedure && one.step === step.id);
  const seen = view.confirmed.findLast(one => one.procedure === step.procedure && one.step === step.id);
  return [
    title(`${id}${step.role === undefined ? '' : `, for ${step.role}`}`),
    ...wrapped(step.text, width),
    ...(tick ? wrapped(`ticked by ${nameIn(view, tick.person)}, ${clockTime(tick.t)}`, width, 'muted') : []),
    ...(seen ? wrapped(`${nameIn(view, seen.person)} has ${seen.done ? '' : 'not '}seen it done`, width, 'muted') : []),
  ];
}

function noticeDetail(id: string, {view}: LiveContext, width: number): Line[] {
  const notice = view.opened?.clocks.find(one => one.id === id);
  if (!notice) return [];
  return [
    title(notice.title),
    ...wrapped(`to ${notice.to}, within ${formatDuration(notice.dueMs)} of its start`, width),
    ...wrapped(`it holds: ${notice.fields.join(', ')}`, width, 'muted'),
  ];
}

/** What the drill is about, before there is anything to select. */
function briefing(_: string, {view}: Pick<LiveContext, 'view'>, width: number): Line[] {
  const {opened} = view;
  if (!opened) return [line(' connecting', 'muted')];
  const {text, rules, stopWord} = opened.briefing;
  return [
    title(`${opened.title}: this is a DRILL. The stop word is “${stopWord}”`),
    ...wrapped(text, width),
    ...rules.flatMap(rule => wrapped(`- ${rule}`, width)),
  ];
}
