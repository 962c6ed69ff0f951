import {formatDuration} from '../../../lib/duration.js';
import {decisionsOf} from '../../../response/exercise/decisions.js';
import {noticesOf} from '../../../response/exercise/notices.js';
import {measureText} from '../../../response/words.js';
import {type Block, list, paragraph, type Section} from '../../document/document.js';
import {clockText, type Played, who} from '../people.js';
import {tableParts} from './table.js';

/** What people were to decide, what they chose and why; and what they answered. */
export function decisions(view: Played): Section {
  const rows = decisionsOf(view).map(({question, state, made, askedT, dueT}) => [
    `${question.id} ${question.text}`,
    (question.choose ?? []).map(({id, text}) => `${id}: ${text}`).join('; '),
    made ? `${made.choice} by ${who(view, made.person)}` : '–',
    made?.rationale || '–',
    `asked ${clockText(askedT)}${dueT === undefined ? '' : `, due ${clockText(dueT)}`}, ${made ? `made ${clockText(made.t)}` : 'not made'}: ${state}`,
  ]);
  return {
    title: '6 Decisions',
    blocks: [
      rows.length
        ? {kind: 'table', head: ['decision', 'options', 'choice', 'why', 'when'], rows}
        : paragraph('No decision was asked for.'),
      ...tableParts(view),
      ...declared(view),
      ...accepted(view),
      ...answers(view),
    ],
  };
}

function declared(view: Played): Block[] {
  const texts = view.exercise.live.declared.map(
    ({incident, severity, t, person, alerts, summary}) =>
      `${incident}, ${severity}, declared at ${clockText(t)} by ${who(view, person)}${alerts.length ? ` about ${alerts.join(', ')}` : ''}: ${summary}`,
  );
  return [
    {kind: 'part', title: 'Incidents declared', blocks: [texts.length ? list(texts) : paragraph('None was declared.')]},
  ];
}

/** What facilitators decided of times that were claimed. */
function accepted(view: Played): Block[] {
  const texts = view.exercise.live.accepted.map(
    ({what, id, earlierMs, t, by, reason}) =>
      `${id} counts as ${what} ${formatDuration(earlierMs)} before it came: accepted by ${who(view, by)} at ${clockText(t)}, ${reason}`,
  );
  return texts.length ? [{kind: 'part', title: 'Earlier times that facilitators accepted', blocks: [list(texts)]}] : [];
}

function answers(view: Played): Block[] {
  const asked = Object.values(view.exercise.live.questions).filter(one => !one.asked.question.choose);
  if (!asked.length) return [];
  const rows = asked.flatMap(({asked: {question}, answers: given}) =>
    given.length
      ? given.map(({answer, state, points, person, t}) => [
          ...[`${question.id} ${question.text}`, answer, `${state}, ${points} of ${question.points} points`],
          ...[who(view, person), clockText(t)],
        ])
      : [[`${question.id} ${question.text}`, '–', 'not answered', '', '']],
  );
  const head = ['question', 'answer', 'state', 'who', 'when'];
  return [{kind: 'part', title: 'Questions, which earn points of their own', blocks: [{kind: 'table', head, rows}]}];
}

/** Notifications that laws demand, and what else was told to whom. */
export function communications(view: Played): Section {
  const rows = noticesOf(view).map(({asked, state, starts, started, sent, measure}) => [
    `${asked.title}, to ${asked.to}`,
    started
      ? `“${started.what}” stated at ${clockText(started.t)} by ${who(view, started.person)}`
      : starts === undefined
        ? 'the log does not say'
        : `not started: nobody stated “${starts}”`,
    measure ? `${measureText(measure)} of ${formatDuration(asked.dueMs)}` : `of ${formatDuration(asked.dueMs)}`,
    sent ? `at ${clockText(sent.t)} by ${who(view, sent.person)}` : 'not sent',
    sent
      ? [
          ...Object.entries(sent.fields).map(([field, value]) => `${field}: ${value}`),
          ...sent.missing.map(field => `${field}: missing`),
        ].join('; ')
      : '–',
    {strong: state},
  ]);
  const {messages} = view.exercise.live;
  const told = messages.map(
    ({t, by, to, text}) => `${clockText(t)} ${who(view, by)} to ${to.join(', ') || 'all'}: ${text}`,
  );
  return {
    title: '7 Communications and notification clocks',
    blocks: [
      rows.length
        ? {kind: 'table', head: ['notification', 'its clock', 'took', 'sent', 'fields', 'state'], rows}
        : paragraph('No law of this drill demands a notification.'),
      {kind: 'part', title: 'Messages of the facilitators', blocks: [told.length ? list(told) : paragraph('None.')]},
    ],
  };
}
