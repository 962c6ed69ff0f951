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
      footer: '1-4 rate',
    },
    help: {keys: '1 2 3 4', does: 'rate the selected objective or task: P, S, M, U'},
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
    ...{keys: ['n'], command: 'observe', footer: 'n note'},
    help: {keys: 'n', does: 'write down what you saw, about what is selected'},
    begin: (_, {kind, id}) => {
      const isAbout = kind === 'objective' || kind === 'task' || kind === 'inject';
      return ask(
        isAbout ? `What you saw, about ${id}` : 'What you saw',
        [text('text', 'In a sentence', 4000)],
        ({text: words}) => doing('observe', {text: words, ...(isAbout && {[kind]: id})}),
      );
    },
  },
  {
    ...{
      keys: ['c'],
      command: 'confirm',
      when: (c, {kind}) => kind === 'step' && (begun(c) || over(c)),
      footer: 'c confirm',
    },
    help: {keys: 'c', does: 'say whether the selected step was done'},
    begin: (_, {id}) => {
      const [procedure, step] = id.split('/');
      const options = [
        ['yes', 'it was done'],
        ['no', 'it was not done'],
      ] as const;
      return ask(`Was ${id} done?`, [choice('done', 'What have you seen?', options)], ({done}) =>
        doing('confirm', {procedure, step, done: done === 'yes'}),
      );
    },
  },
];
