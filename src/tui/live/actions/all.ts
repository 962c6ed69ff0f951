import {ask, choice, doing, type LiveAction, maybe, over, text} from './action.js';

/** What is asked when the drill is over: answers have no name. */
const HOT_WASH = ['What went well?', 'What did not go well?', 'What surprised you?'] as const;

const SCORES = [
  ['5', '5  very much'],
  ['4', '4'],
  ['3', '3'],
  ['2', '2'],
  ['1', '1  not at all'],
] as const;

/** What everybody may do once the drill is over. */
export const WASH_ACTIONS: readonly LiveAction[] = [
  {
    ...{keys: ['v'], command: 'survey', when: over, footer: 'v hot wash'},
    help: {keys: 'v', does: 'after the drill: say what you think of it, without your name'},
    begin: () =>
      ask(
        'The hot wash: without your name',
        [
          choice('question', 'What do you want to say something about?', [
            ...HOT_WASH.map(one => [one, one] as const),
            ['How useful was this drill?', 'How useful was this drill?'],
          ]),
          choice('score', 'How useful was the drill to you?', SCORES),
          maybe('text', 'In your own words. May stay empty'),
        ],
        ({question, score, text: words = ''}) =>
          doing('survey', {question, score: Number(score), text: words}, 'thank you'),
      ),
  },
  {
    ...{keys: ['i'], command: 'improve', when: over, footer: 'i improve'},
    help: {keys: 'i', does: 'after the drill: propose an improvement'},
    begin: () =>
      ask(
        'An improvement',
        [text('text', 'What is to be different?', 1000), maybe('owner', 'Who sees to it? May stay empty', 100)],
        ({text: words, owner}) => doing('improve', {text: words, ...(owner !== undefined && {owner})}, 'written down'),
      ),
  },
];
