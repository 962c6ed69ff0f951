import type {Progress, WorkshopEventTypes} from '../../../../events/workshop.js';
import {formatDuration} from '../../../../lib/duration.js';
import {dictionary} from '../../../../lib/json/dictionary.js';
import {someOf} from '../../../../lib/text/some-of.js';
import {en} from '../en.js';
import {aboutText, because, groundsText, nameIn, type Saying, term} from '../telling.js';

const quoted = (text: string): string => `“${text}”`;

const {toWhom} = en;

const signed = (points = 0): string => (points < 0 ? `${points}` : `+${points}`);

/** What happened to a team of a workshop. */
function progressed({
  what,
  level,
  task,
  points,
  people,
  person,
  reason,
}: WorkshopEventTypes['team.progressed']): string {
  const said: Record<Progress, string> = {
    ready: 'has its cluster',
    failed: `has no cluster${because(reason)}`,
    joined: person === undefined ? `are ${people} now` : `is joined by ${person}`,
    opened: `begins ${level}`,
    solved: `has solved ${task} (${signed(points)})`,
    wrong: 'has given a wrong answer',
    hint: `takes a hint (${points})`,
    points: `gets ${signed(points)} points${because(reason)}`,
    help: 'calls the trainer',
    helped: 'was helped',
    reset: 'begins anew',
    checked: `has checked ${level}: broken at ${reason}`,
  };
  return said[what];
}

/** What is said of a drill's events, in English. */
export const sayEn: Saying = {
  say: dictionary({
    'exercise.opened': e => `DRILL: ${e.title}. The stop word is ${quoted(e.briefing.stopWord)}`,
    'script.loaded': ({openActions = []}) =>
      openActions.length
        ? `${openActions.length} open since the last run of this drill: ${someOf(openActions)}`
        : undefined,
    'workshop.opened': ({teams}) => `${teams.length} teams`,
    'team.progressed': (e, view) => `${nameIn(view, e.team)} ${progressed(e)}`,
    'time.warned': e => `the workshop ends in ${formatDuration(e.leftMs)}`,
    'time.prolonged': e => `the workshop goes on ${formatDuration(e.byMs)} longer`,
    'board.frozen': e => (e.frozen ? 'the board stands still' : 'the board goes on'),
    'exercise.ready': (_, {opened}) => (opened?.kind === 'tabletop' ? 'the table is set' : 'the cluster is ready'),
    'script.unsealed': (e, view) => `${nameIn(view, e.by)} has unsealed the script`,
    'participant.joined': e => `${e.name} joins as ${e.role}`,
    'participant.changed': (e, view) =>
      e.into === undefined
        ? `${nameIn(view, e.person)} is ${e.state === 'online' ? 'back' : e.state}${because(e.reason)}`
        : `${nameIn(view, e.person)} is ${nameIn(view, e.into)}, and one person from now on`,
    'clock.changed': (e, view) => {
      const what = {
        running: e.t === 0 ? 'the drill begins' : 'the drill goes on',
        paused: 'paused',
        ended: 'the drill is over',
      };
      const gap = e.gapMs === undefined ? '' : ` (for ${formatDuration(e.gapMs)})`;
      if (e.spentMs !== undefined) return `${formatDuration(e.spentMs)} pass${because(e.reason)}`;
      return `${what[e.state]}, by ${nameIn(view, e.by)}${because(e.reason)}${gap}`;
    },
    'alert.shown': e => `ALERT ${e.alert} ${e.level}${e.rule ? `: ${e.rule}` : ''}${aboutText(e.about)}`,
    'alert.answered': e =>
      e.counted
        ? `${e.alert} acknowledged by ${e.name ?? 'somebody'} after ${formatDuration(e.latencyMs)}`
        : `${e.alert}: an acknowledgement by ${e.name ?? 'somebody'} does not count${because(e.reason)}`,
    'inject.delivered': (e, view) => {
      const title = view.script?.injects.find(({id}) => id === e.inject)?.title;
      if (e.text === undefined) return `${e.inject} delivered by ${nameIn(view, e.by)}: ${title ?? e.attack ?? ''}`;
      return `INJECT ${e.inject} ${e.from ?? 'facilitator'} to ${toWhom(e.to)} by ${e.via}: ${quoted(e.text)}`;
    },
    'inject.skipped': (e, view) => `${e.inject} left out by ${nameIn(view, e.by)}${because(e.reason)}`,
    'inject.held': (e, view) => `${e.inject} held back by ${nameIn(view, e.by)} until ${formatDuration(e.until)}`,
    'inject.read': (e, view) => `${nameIn(view, e.person)} has read ${e.inject}`,
    'message.sent': (e, view) => `MESSAGE ${nameIn(view, e.by)} to ${toWhom(e.to)}: ${quoted(e.text)}`,
    'incident.declared': (e, view) =>
      `${nameIn(view, e.person)} declares ${e.incident}, ${e.severity}: ${quoted(e.summary)}`,
    'team.stated': (e, view) => `${nameIn(view, e.person)} states: ${e.what}`,
    'notice.sent': (e, view) => {
      const late = e.inTime === false ? ', late' : '';
      const missing = e.missing.length ? `, without ${e.missing.join(', ')}` : '';
      return `${nameIn(view, e.person)} notifies: ${e.clock}${late}${missing}`;
    },
    'procedure.ticked': (e, view) => `${nameIn(view, e.person)} ticks ${e.procedure}/${e.step}`,
    'procedure.confirmed': (e, view) =>
      `${nameIn(view, e.person)} ${e.done ? 'has seen' : 'has not seen'} ${e.procedure}/${e.step} done`,
    'evidence.handed-in': (e, view) =>
      `${nameIn(view, e.person)} hands in ${e.id}${e.alert === undefined ? '' : ` about ${e.alert}`}: ${e.title}`,
    'note.written': (e, view) =>
      `${nameIn(view, e.person)} notes${e.visibility === 'staff' ? ' (staff)' : ''}: ${quoted(e.text)}`,
    'question.asked': e => `QUESTION ${e.question.id} to ${toWhom(e.question.to)}: ${e.question.text}`,
    'question.answered': (e, view) =>
      e.state === 'closed'
        ? `${e.question} is closed: ${e.answer}`
        : `${nameIn(view, e.person)} answers ${e.question} ${quoted(e.answer)}: ${e.state}${e.points ? `, ${e.points} points` : ''}`,
    'decision.made': (e, view) =>
      `${nameIn(view, e.person)} decides ${e.question}: ${e.choice}${e.rationale ? `, because ${quoted(e.rationale)}` : ''}${e.inTime ? '' : ', late'}`,
    'hint.taken': (e, view) => `${nameIn(view, e.person)} takes a hint for ${e.price} points: ${e.text}`,
    'observation.made': (e, view) =>
      `${nameIn(view, e.person)} observes ${[e.objective, e.task, e.inject, e.rating].filter(Boolean).join(' ')} ${e.text}`.trim(),
    'response.extended': (e, view) => `${nameIn(view, e.by)} gives ${formatDuration(e.byMs)} more for ${e.scenario}`,
    'response.closed': (e, view) => `${nameIn(view, e.by)} closes ${e.scenario}${because(e.reason)}`,
    'time.accepted': (e, view) =>
      `${nameIn(view, e.by)} accepts that ${e.id} was ${e.what} ${formatDuration(e.earlierMs)} before it came${because(e.reason)}`,
    'improvement.proposed': (e, view) => `${nameIn(view, e.person)} proposes: ${e.text}`,
    'place.looked-at': (e, view) => {
      const where = `${nameIn(view, e.person)} looks at ${term(en, e.place)}`;
      const dice = e.roll
        ? `, rolls ${e.roll.die}${e.roll.bonus ? ` + ${e.roll.bonus}` : ''} (${e.roll.needs} needed)`
        : '';
      return `${where}${dice}: ${e.card === undefined ? `nothing, and ${formatDuration(e.costMs)} are gone` : e.card}`;
    },
    'card.opened': e => `CARD ${e.card} ${e.title}`,
    'procedure.picked': (e, view) =>
      `${nameIn(view, e.person)} picks ${e.procedure} for ${e.about}: ${e.written ? 'it was written for this' : 'another one was written for this'}`,
    'action.taken': (e, view) => {
      const held = e.held.length ? `; holds now: ${e.held.join('; ')}` : '; nothing holds that did not before';
      const grounds = groundsText(e.grounds, {
        kind: '; judged by its kind alone: ',
        another: '; it names something else than what is open is about',
      });
      const open = e.open.length ? `; still open: ${e.open.join('; ')}` : '';
      const harm = e.harmed.length ? `; HARMED: ${e.harmed.join(', ')}` : '';
      const said = e.said === undefined ? '' : ` → ${e.said}`;
      const what =
        e.how === 'tried' ? `tries ${e.what}` : `declares: ${term(en, e.what)}${e.on === undefined ? '' : ` ${e.on}`}`;
      return `${nameIn(view, e.person)} ${what} about ${e.about}${said}${held}${grounds}${open}${harm}`;
    },
    'person.acted': e =>
      [
        e.user.split(':').at(-1),
        e.verb,
        e.subresource ? `${e.resource}/${e.subresource}` : e.resource,
        e.name,
        `(${e.code})`,
      ]
        .filter(Boolean)
        .join(' '),
    'containment.changed': e => `${e.scenario}: ${e.check} is ${e.state}: ${e.detail}`,
    'scenario.contained': e => `${e.scenario} is contained after ${formatDuration(e.ttcMs)}`,
    'harm.changed': e => `bystander ${e.bystander} is ${e.state}: ${e.detail}`,
    'scenario.judged': e => `${e.scenario}: ${e.verdict === 'missed' ? 'MISSED' : e.verdict}`,
    'cleanup.finished': e => `cleaned up: ${e.left.length} left behind`,
  }),
  did: dictionary({
    'alert.answered': e => `ack ${e.alert}`,
    'incident.declared': e => `declared ${e.incident}`,
    'team.stated': e => e.what,
    'notice.sent': e => `sent ${e.clock}`,
    'note.written': () => 'a note',
    'procedure.ticked': e => `ticked ${e.step}`,
    'procedure.confirmed': e => `confirmed ${e.step}`,
    'evidence.handed-in': e => `evidence ${e.id}`,
    'question.answered': e => `answered ${e.question}`,
    'decision.made': e => `decided ${e.question}`,
    'hint.taken': () => 'took a hint',
    'place.looked-at': e => `looked at ${term(en, e.place)}`,
    'procedure.picked': e => `picked ${e.procedure}`,
    'action.taken': e => (e.how === 'tried' ? 'tried a command' : e.what),
    'inject.read': e => `read ${e.inject}`,
    'observation.made': e => `observed ${e.task ?? e.objective ?? ''}`.trim(),
    'message.sent': () => 'a message',
    'person.acted': e => `${e.verb} ${e.resource}`,
  }),
};
