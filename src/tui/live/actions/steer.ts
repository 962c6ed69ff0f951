import {formatDuration} from '../../../lib/duration.js';
import type {LiveContext} from '../context.js';
import {missingRoles, openQuestions} from '../rows/known.js';
import {waitingInjects} from '../rows/script.js';
import {act, ask, begun, choice, doing, type LiveAction, maybe, notOver, over, running, sure, text} from './action.js';

/** An attack that has begun. */
const isAttack: LiveAction['when'] = (c, {kind, id}) => begun(c) && kind === 'attack' && hasBegun(c, id);
const isToCome: LiveAction['when'] = (c, {kind, id}) => running(c) && kind === 'attack' && !hasBegun(c, id);
const hasBegun = ({run}: LiveContext, id: string): boolean =>
  run.scenarios.some(({plan, phase, verdict}) => plan.id === id && (phase !== undefined || verdict !== undefined));

const isInject: LiveAction['when'] = (c, {kind}) => begun(c) && (kind === 'inject' || kind === '');

/** What a facilitator does, in the order of the footer. */
export const STEER_ACTIONS: readonly LiveAction[] = [
  {
    ...{keys: ['s'], command: 'start', when: ({view}) => view.clock.state === 'waiting', footer: 's start'},
    help: {keys: 's', does: 'start the drill'},
    begin: ({view}) => {
      const missing = missingRoles(view);
      if (!missing.length) return act('start');
      return ask('Start the drill', [sure(`Nobody is there yet for ${missing.join(', ')}. Start anyway?`)], () =>
        doing('start', {anyway: true}),
      );
    },
  },
  {
    ...{keys: ['j'], when: c => c.view.clock.state === 'waiting' && c.joinWays.length > 0, footer: 'j join codes'},
    help: {keys: 'j', does: 'how people join, with a picture for phones'},
    begin: () => ({overlay: 'joins'}),
  },
  {
    ...{keys: ['F'], command: 'finish', when: over, footer: 'F finish'},
    help: {keys: 'F', does: 'after the drill: close the room'},
    begin: () =>
      ask('Close the room', [sure('The room is closed for everybody, and the reports are written. Sure?')], () =>
        doing('finish'),
      ),
  },
  {
    ...{keys: ['d'], command: 'deliver', when: isInject, footer: 'd deliver'},
    help: {keys: 'd', does: 'deliver the selected inject now, or the next'},
    begin: (context, selected) => {
      const inject = injectMeant(context, selected);
      return inject ? act('deliver', {inject: inject.id}, `${inject.id} is delivered`) : {why: 'no inject is left'};
    },
  },
  {
    ...{keys: ['h'], command: 'hold', when: isInject, footer: 'h hold'},
    help: {keys: 'h', does: 'hold it back'},
    begin: (context, selected) => {
      const inject = injectMeant(context, selected);
      if (!inject) return {why: 'no inject is left'};
      return ask(
        `Hold ${inject.id} back: ${inject.title}`,
        [{...text('for', 'For how long?', 20), initial: '5m'}],
        ({for: span}) => doing('hold', {inject: inject.id, for: span}),
      );
    },
  },
  {
    ...{keys: ['x'], command: 'skip', when: isInject, footer: 'x skip'},
    help: {keys: 'x', does: 'leave it out'},
    begin: (context, selected) => {
      const inject = injectMeant(context, selected);
      if (!inject) return {why: 'no inject is left'};
      return ask(`Leave ${inject.id} out for good: ${inject.title}`, [text('reason', 'Why?', 300)], ({reason}) =>
        doing('skip', {inject: inject.id, reason}),
      );
    },
  },
  {
    ...{keys: ['p'], command: 'pause', when: ({view}) => view.clock.state === 'running', footer: 'p pause'},
    help: {keys: 'p', does: 'hold the clock, or let it run on'},
    begin: () => act('pause'),
  },
  {
    ...{keys: ['p'], command: 'resume', when: ({view}) => view.clock.state === 'paused', footer: 'p go on'},
    help: {keys: '', does: ''},
    begin: () => act('resume'),
  },
  {
    ...{keys: ['m'], command: 'message', when: notOver, footer: 'm message'},
    help: {keys: 'm', does: 'send a message to a role, or to all'},
    begin: ({view}) => {
      const roles = view.opened?.roles.map(({id}) => [id, id] as const) ?? [];
      return ask(
        'A message',
        [choice('to', 'To whom?', [['', 'all'], ...roles]), text('text', 'What do you say?', 4000)],
        ({to = '', text: words}) => doing('message', {to: to ? [to] : [], text: words}, 'sent'),
      );
    },
  },
  {
    ...{keys: ['A'], command: 'attack', when: isToCome, footer: 'A attack now'},
    help: {keys: 'A', does: 'start the selected attack now'},
    begin: (_, {id}) => act('attack', {scenario: id}, `${id} begins`),
  },
  {
    ...{keys: ['e'], command: 'extend', when: isAttack, footer: 'e extend'},
    help: {keys: 'e', does: 'give people more time for the selected attack'},
    begin: (_, {id}) =>
      ask(`More time for ${id}`, [{...text('by', 'How much?', 20), initial: '5m'}], ({by}) =>
        doing('extend', {scenario: id, by}),
      ),
  },
  {
    ...{keys: ['c'], command: 'close', when: isAttack, footer: 'c close'},
    help: {keys: 'c', does: 'close the selected attack: nobody is to contain it any longer'},
    begin: (_, {id}) =>
      ask(
        `Close ${id}: it cannot be opened again`,
        [maybe('reason', 'Why? May stay empty', 300), sure(`Close ${id}?`)],
        ({reason}) => doing('close', {scenario: id, ...(reason !== undefined && {reason})}),
      ),
  },
  {
    ...{keys: ['r'], command: 'reveal', when: c => begun(c) && openQuestions(c.view).length > 0, footer: 'r reveal'},
    help: {keys: 'r', does: 'close a question and tell its answer'},
    begin: ({view}) => {
      const options = openQuestions(view).map(
        ({asked: {question}}) => [question.id, `${question.id}  ${question.text}`] as const,
      );
      return ask('Close a question and tell its answer', [choice('question', 'Which one?', options)], ({question}) =>
        doing('reveal', {question}),
      );
    },
  },
  {
    ...{keys: ['n'], command: 'note', when: notOver, footer: 'n note'},
    help: {keys: 'n', does: 'write a note for yourself and the observers'},
    begin: () =>
      ask('A note for those who lead and observe', [text('text', 'What is to be known?', 4000)], ({text: words}) =>
        doing('note', {text: words, staff: true}),
      ),
  },
  {
    ...{keys: ['R'], command: 'remove', when: (c, {kind}) => notOver(c) && kind === 'person', footer: 'R remove'},
    help: {keys: 'R', does: 'end the part of the selected person'},
    begin: ({view}, {id}) => {
      const name = view.people[id]?.name ?? id;
      return ask(
        `End the part of ${name}`,
        [text('reason', 'Why?', 300), sure(`${name} is out from then on. Sure?`)],
        ({reason}) => doing('remove', {person: id, reason}),
      );
    },
  },
  {
    ...{keys: ['u'], command: 'unseal', when: ({view}) => !view.isUnsealed, footer: 'u unseal'},
    help: {keys: 'u', does: 'show everybody the script'},
    begin: () =>
      ask(
        'Unseal the script',
        [sure('Everybody sees the whole script from now on, and what is still to come. Sure?')],
        () => doing('unseal'),
      ),
  },
  {
    ...{keys: ['E'], command: 'end', when: notOver, footer: 'E end'},
    help: {keys: 'E', does: 'end the drill: no attack begins any more, and everything is cleaned up'},
    begin: ({t, view}) => {
      const length = view.opened?.lengthMs;
      const left = length !== undefined && t < length ? `, ${formatDuration(length - t)} before its time` : '';
      return ask('End the drill', [sure(`The drill ends for everybody${left}. Sure?`)], () => doing('end'));
    },
  },
  {
    ...{keys: ['j'], when: c => c.view.clock.state !== 'waiting' && c.joinWays.length > 0, footer: 'j join codes'},
    help: {keys: '', does: ''},
    begin: () => ({overlay: 'joins'}),
  },
];

/** The selected inject where it is still to come, or the next that is. */
function injectMeant(context: Parameters<LiveAction['begin']>[0], {kind, id}: Parameters<LiveAction['begin']>[1]) {
  const waiting = waitingInjects(context);
  if (kind !== 'inject') return waiting[0];
  return waiting.find(one => one.id === id) ?? undefined;
}
