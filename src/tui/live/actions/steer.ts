import {formatDuration} from '../../../lib/duration.js';
import {claimsOf} from '../../../view/live/claims.js';
import {othersLike} from '../../../view/live/likely-same.js';
import {term} from '../../../view/live/told/telling.js';
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
    ...{keys: ['s'], command: 'start', when: ({view}) => view.clock.state === 'waiting'},
    word: 'start',
    begin: ({view, words: {steer, ready}}) => {
      if (!view.isReady) return {why: ready.preparing};
      const missing = missingRoles(view);
      if (!missing.length) return act('start');
      return ask(steer.start, [sure(steer.missing(missing.join(', ')))], () => doing('start', {anyway: true}));
    },
  },
  {
    ...{keys: ['j'], when: c => c.view.clock.state === 'waiting' && c.joinWays.length > 0},
    word: 'joins',
    begin: () => ({overlay: 'joins'}),
  },
  {
    ...{keys: ['F'], command: 'finish', when: over},
    word: 'finish',
    begin: ({words: {steer}}) => ask(steer.finish, [sure(steer.finishSure)], () => doing('finish')),
  },
  {
    ...{keys: ['d'], command: 'deliver', when: isInject},
    word: 'deliver',
    begin: (context, selected) => {
      const inject = injectMeant(context, selected);
      const {steer, ask: words} = context.words;
      return inject ? act('deliver', {inject: inject.id}, steer.delivered(inject.id)) : {why: words.noInject};
    },
  },
  {
    ...{keys: ['h'], command: 'hold', when: isInject},
    word: 'hold',
    begin: (context, selected) => {
      const inject = injectMeant(context, selected);
      if (!inject) return {why: context.words.ask.noInject};
      return ask(
        context.words.steer.hold(inject.id, inject.title),
        [{...text('for', context.words.steer.howLong, 20), initial: '5m'}],
        ({for: span}) => doing('hold', {inject: inject.id, for: span}),
      );
    },
  },
  {
    ...{keys: ['x'], command: 'skip', when: isInject},
    word: 'skip',
    begin: (context, selected) => {
      const inject = injectMeant(context, selected);
      if (!inject) return {why: context.words.ask.noInject};
      const {steer, ask: words} = context.words;
      return ask(steer.skip(inject.id, inject.title), [text('reason', words.why, 300)], ({reason}) =>
        doing('skip', {inject: inject.id, reason}),
      );
    },
  },
  {
    ...{keys: ['p'], command: 'pause', when: ({view}) => view.clock.state === 'running'},
    word: 'pause',
    begin: () => act('pause'),
  },
  {
    ...{keys: ['p'], command: 'resume', when: ({view}) => view.clock.state === 'paused'},
    word: 'resume',
    isTwin: true,
    begin: () => act('resume'),
  },
  {
    ...{keys: ['m'], command: 'message', when: notOver},
    word: 'message',
    begin: ({view, telling, words: {steer, ask: asked}}) => {
      const roles = view.opened?.roles.map(({id}) => [id, id] as const) ?? [];
      return ask(
        steer.message,
        [choice('to', steer.toWhom, [['', telling.toWhom([])], ...roles]), text('text', asked.say, 4000)],
        ({to = '', text: words}) => doing('message', {to: to ? [to] : [], text: words}, steer.sent),
      );
    },
  },
  {
    ...{keys: ['J'], command: 'jump', when: isInject},
    word: 'jump',
    begin: (context, selected) => {
      const inject = injectMeant(context, selected);
      if (!inject) return {why: context.words.ask.noInject};
      const {steer} = context.words;
      return ask(steer.jump(inject.id, inject.title), [sure(steer.jumpSure(inject.id))], () =>
        doing('jump', {inject: inject.id}),
      );
    },
  },
  {
    ...{keys: ['A'], command: 'attack', when: isToCome},
    word: 'attack',
    begin: ({words}, {id}) => act('attack', {scenario: id}, words.steer.begins(id)),
  },
  {
    ...{keys: ['e'], command: 'extend', when: isAttack},
    word: 'extend',
    begin: ({words: {steer}}, {id}) =>
      ask(steer.extend(id), [{...text('by', steer.howMuch, 20), initial: '5m'}], ({by}) =>
        doing('extend', {scenario: id, by}),
      ),
  },
  {
    ...{keys: ['c'], command: 'close', when: isAttack},
    word: 'close',
    begin: ({words: {steer, ask: asked}}, {id}) =>
      ask(
        steer.close(id),
        [maybe('reason', `${asked.why} ${asked.mayBeEmpty}`, 300), sure(steer.closeSure(id))],
        ({reason}) => doing('close', {scenario: id, ...(reason !== undefined && {reason})}),
      ),
  },
  {
    ...{keys: ['r'], command: 'reveal', when: c => begun(c) && openQuestions(c.view).length > 0},
    word: 'reveal',
    begin: ({view, words: {steer}}) => {
      const options = openQuestions(view).map(
        ({asked: {question}}) => [question.id, `${question.id}  ${question.text}`] as const,
      );
      return ask(steer.reveal, [choice('question', steer.whichOne, options)], ({question}) =>
        doing('reveal', {question}),
      );
    },
  },
  {
    ...{keys: ['n'], command: 'note', when: notOver},
    word: 'staffNote',
    begin: ({words: {steer, ask: asked}}) =>
      ask(steer.note, [text('text', asked.known, 4000)], ({text: words}) => doing('note', {text: words, staff: true})),
  },
  {
    ...{keys: ['R'], command: 'remove', when: (c, {kind}) => notOver(c) && kind === 'person'},
    word: 'remove',
    begin: ({view, words: {steer, ask: asked}}, {id}) => {
      const name = view.people[id]?.name ?? id;
      return ask(steer.remove(name), [text('reason', asked.why, 300), sure(steer.removeSure(name))], ({reason}) =>
        doing('remove', {person: id, reason}),
      );
    },
  },
  {
    ...{keys: ['M'], command: 'merge', when: (c, {kind, id}) => kind === 'person' && othersLike(c.view, id).length > 0},

    word: 'merge',
    begin: (context, {id}) => {
      const name = context.view.people[id]?.name ?? id;
      const {steer} = context.words;
      const options = othersLike(context.view, id).map(other => [other.id, other.name] as const);
      return ask(steer.merge(name), [choice('into', steer.mergeInto(name), options), sure(steer.mergeSure)], ({into}) =>
        doing('merge', {person: id, into}),
      );
    },
  },
  {
    ...{keys: ['T'], command: 'accept', when: c => claimsOf(c.view).length > 0},
    word: 'accept',
    begin: ({view, telling, words: {steer, ask: asked}}) => {
      const claims = claimsOf(view);
      const options = claims.map(
        (claim, place) => [String(place), steer.claim(claim, term(telling, claim.what))] as const,
      );
      return ask(
        steer.accept,
        [choice('claim', steer.whichClaim, options), text('reason', asked.why, 300)],
        ({claim = '', reason}) => {
          const {what, id} = claims[Number(claim)] ?? {};
          return doing('accept', {what, of: id, reason}, steer.accepted);
        },
      );
    },
  },
  {
    ...{keys: ['u'], command: 'unseal', when: ({view}) => !view.isUnsealed},
    word: 'unseal',
    begin: ({words: {steer}}) => ask(steer.unseal, [sure(steer.unsealSure)], () => doing('unseal')),
  },
  {
    ...{keys: ['E'], command: 'end', when: notOver},
    word: 'end',
    begin: ({t, view, words: {steer}}) => {
      const length = view.opened?.lengthMs;
      const early = length !== undefined && t < length ? formatDuration(length - t) : undefined;
      return ask(steer.end, [sure(steer.endSure(early))], () => doing('end'));
    },
  },
  {
    ...{keys: ['j'], when: c => c.view.clock.state !== 'waiting' && c.joinWays.length > 0},
    word: 'joins',
    isTwin: true,
    begin: () => ({overlay: 'joins'}),
  },
];

/** The selected inject where it is still to come, or the next that is. */
function injectMeant(context: Parameters<LiveAction['begin']>[0], {kind, id}: Parameters<LiveAction['begin']>[1]) {
  const waiting = waitingInjects(context);
  if (kind !== 'inject') return waiting[0];
  return waiting.find(one => one.id === id) ?? undefined;
}
