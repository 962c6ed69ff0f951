import {ACTIONS, PLACES} from '../../../events/words.js';
import {term} from '../../../view/live/told/telling.js';
import type {LiveContext} from '../context.js';
import {ask, begun, choice, doing, type LiveAction, running, type Selected, text} from './action.js';

/** What an attack has left that people have: what is selected, or a choice of all. */
function aboutField({view, words: {tableAsk}}: LiveContext, {kind, id}: Selected) {
  const all = [
    ...Object.values(view.alerts).map(({shown}) => [shown.alert, `${shown.alert}  ${shown.rule}`] as const),
    ...view.cards.map(({card, title}) => [card, `${card}  ${title}`] as const),
    ...Object.values(view.injects).flatMap(({delivered: {inject, via, text: said}}) =>
      via === 'in person' && said !== undefined ? [[inject, `${inject}  ${said.slice(0, 60)}`] as const] : [],
    ),
  ];
  const isMeant = ['alert', 'card', 'inject'].includes(kind) && all.some(([one]) => one === id);
  return {
    about: isMeant ? id : undefined,
    fields: isMeant ? [] : [choice('about', tableAsk.about, all)],
    isThere: all.length > 0,
  };
}

/** What people do around a table, in the order of the footer. */
export const TABLE_ACTIONS: readonly LiveAction[] = [
  {
    ...{keys: ['l'], command: 'look', when: running},
    word: 'look',
    begin: ({telling, words: {tableAsk}}) =>
      ask(
        tableAsk.look,
        [
          choice(
            'place',
            tableAsk.where,
            PLACES.map(one => [one, term(telling, one)] as const),
          ),
        ],
        ({place}) => doing('look', {place}),
      ),
  },
  {
    ...{keys: ['c'], command: 'act', when: running},
    word: 'act',
    begin: (context, selected) => {
      const {tableAsk} = context.words;
      const {about, fields, isThere} = aboutField(context, selected);
      if (!isThere) return {why: tableAsk.nothing};
      const actions = ACTIONS.map(one => [one, term(context.telling, one)] as const);
      const asked = [...fields, choice('action', tableAsk.which, actions), text('on', tableAsk.on, 300)];
      return ask(tableAsk.act, asked, values =>
        doing('act', {about: about ?? values.about, action: values.action, on: values.on}),
      );
    },
  },
  {
    ...{keys: ['w'], command: 'pick', when: begun},
    word: 'pick',
    begin: (context, selected) => {
      const {tableAsk} = context.words;
      const {about, fields, isThere} = aboutField(context, selected);
      const procedures = context.view.opened?.procedures ?? [];
      if (!isThere || !procedures.length) return {why: tableAsk.nothing};
      const options = procedures.map(({id, title}) => [id, `${id}  ${title}`] as const);
      return ask(tableAsk.pick, [...fields, choice('procedure', tableAsk.procedure, options)], values =>
        doing('pick', {about: about ?? values.about, procedure: values.procedure}),
      );
    },
  },
  {
    ...{keys: ['x'], command: 'try', when: running},
    word: 'try',
    begin: (context, selected) => {
      const {tableAsk} = context.words;
      const {about, fields, isThere} = aboutField(context, selected);
      if (!isThere) return {why: tableAsk.nothing};
      const command = {...text('command', tableAsk.command, 1000), initial: 'kubectl '};
      return ask(tableAsk.try, [...fields, command], values =>
        doing('try', {about: about ?? values.about, command: values.command}, tableAsk.tried),
      );
    },
  },
];
