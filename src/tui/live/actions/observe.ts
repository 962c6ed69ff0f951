import {ownRating} from '../rows/ratings.js';
import {act, ask, begun, choice, doing, type LiveAction, over, text} from './action.js';

const RATINGS = {'1': 'P', '2': 'S', '3': 'M', '4': 'U'} as const;

/** What observers do, in the order of the footer. */
export const OBSERVE_ACTIONS: readonly LiveAction[] = [
  {
    ...{
      keys: Object.keys(RATINGS),
      command: 'observe',
      when: (_, {kind}) => kind === 'objective' || kind === 'task',
    },
    word: 'rate',
    several: {footer: '1-4', help: '1 2 3 4'},
    begin: (context, {kind, id}, pressed) => {
      const rating = RATINGS[pressed as keyof typeof RATINGS];
      const before = ownRating(context, kind, id);
      return act(
        'observe',
        {[kind]: id, rating, ...(before && {amends: before.id, text: before.text})},
        `${id}: ${rating}`,
      );
    },
  },
  {
    ...{keys: ['n'], command: 'observe'},
    word: 'observe',
    begin: ({words: {observeAsk}}, {kind, id}) => {
      const isAbout = kind === 'objective' || kind === 'task' || kind === 'inject';
      return ask(observeAsk.saw(isAbout ? id : undefined), [text('text', observeAsk.sentence, 4000)], ({text: words}) =>
        doing('observe', {text: words, ...(isAbout && {[kind]: id})}),
      );
    },
  },
  {
    ...{
      keys: ['c'],
      command: 'confirm',
      when: (c, {kind}) => kind === 'step' && (begun(c) || over(c)),
    },
    word: 'confirm',
    begin: ({words: {observeAsk}}, {id}) => {
      const [procedure, step] = id.split('/');
      const options = [
        ['yes', observeAsk.done],
        ['no', observeAsk.notDone],
      ] as const;
      return ask(observeAsk.wasDone(id), [choice('done', observeAsk.whatSeen, options)], ({done}) =>
        doing('confirm', {procedure, step, done: done === 'yes'}),
      );
    },
  },
];
