import type {Words} from '../words/en.js';
import {ask, choice, doing, type LiveAction, maybe, over, text} from './action.js';

const scores = ({most, least}: Words['wash']) =>
  [
    ['5', `5  ${most}`],
    ['4', '4'],
    ['3', '3'],
    ['2', '2'],
    ['1', `1  ${least}`],
  ] as const;

/** What everybody may do once the drill is over. */
export const WASH_ACTIONS: readonly LiveAction[] = [
  {
    ...{keys: ['v'], command: 'survey', when: over},
    word: 'survey',
    begin: ({words: {wash}}) =>
      ask(
        wash.title,
        [
          choice(
            'question',
            wash.what,
            wash.questions.map(one => [one, one] as const),
          ),
          choice('score', wash.useful, scores(wash)),
          maybe('text', wash.own),
        ],
        ({question, score, text: words = ''}) =>
          doing('survey', {question, score: Number(score), text: words}, wash.thanks),
      ),
  },
  {
    ...{keys: ['i'], command: 'improve', when: over},
    word: 'improve',
    begin: ({words: {wash}}) =>
      ask(wash.improve, [text('text', wash.different, 1000), maybe('owner', wash.owner, 100)], ({text: words, owner}) =>
        doing('improve', {text: words, ...(owner !== undefined && {owner})}, wash.written),
      ),
  },
];
