import {basename} from 'node:path';
import {SEVERITIES} from '../../../events/words.js';
import {STATEMENTS} from '../../../scenario/exercise/script.js';
import type {QuestionView} from '../../../view/live/view.js';
import type {LiveContext} from '../context.js';
import {openAlerts, openQuestions, openSteps, unsentNotices, unstated} from '../rows/known.js';
import {act, ask, begun, choice, doing, type LiveAction, maybe, notOver, running, text} from './action.js';

/** What those who respond do, in the order of the footer. */
export const RESPOND_ACTIONS: readonly LiveAction[] = [
  {
    ...{keys: ['a'], command: 'acknowledge', when: c => notOver(c) && openAlerts(c.view).length > 0, footer: 'a ack'},
    help: {keys: 'a', does: 'acknowledge the selected alert, or the oldest that nobody has taken'},
    begin: ({view}, {kind, id}) => {
      const alert = kind === 'alert' ? id : openAlerts(view)[0]?.shown.alert;
      return alert === undefined ? {why: 'no alert waits'} : act('acknowledge', {alert}, `${alert} is yours`);
    },
  },
  {
    ...{keys: ['D'], command: 'declare', when: notOver, footer: 'D declare'},
    help: {keys: 'D', does: 'declare an incident'},
    begin: ({view}) => {
      const alerts = Object.keys(view.alerts).filter(id => !view.declared.some(one => one.alerts.includes(id)));
      return ask(
        'Declare an incident',
        [
          choice(
            'severity',
            'How severe is it?',
            [...SEVERITIES].reverse().map(one => [one, one] as const),
          ),
          {...text('alerts', 'Which alerts belong to it?', 200), initial: alerts.join(' '), isOptional: true},
          text('summary', 'What is known, in a sentence'),
        ],
        ({severity, alerts: named = '', summary}) =>
          doing(
            'declare',
            {
              severity,
              alerts: named
                .toUpperCase()
                .split(/[\s,]+/)
                .filter(Boolean),
              summary,
            },
            'declared',
          ),
      );
    },
  },
  {
    ...{keys: ['r'], command: 'answer', when: c => begun(c) && openQuestions(c.view).length > 0, footer: 'r answer'},
    help: {keys: 'r', does: 'answer the selected question, or decide it'},
    begin: ({view, hello}, {kind, id}) => {
      const decides = hello.can.includes('decide');
      // What waits for this person's decision comes before what anybody may answer.
      const open = openQuestions(view).toSorted((a, b) =>
        decides ? Number(isDecision(b)) - Number(isDecision(a)) : 0,
      );
      const question = open.find(one => kind === 'question' && one.asked.question.id === id) ?? open[0];
      if (!question) return {why: 'no question is open'};
      const {id: asked, text: words, choose, rationale} = question.asked.question;
      if (!choose)
        return ask(words, [text('answer', 'Your answer', 500)], ({answer}) =>
          doing('answer', {question: asked, answer}),
        );
      if (!decides) return {why: `${asked} is for somebody else to decide`};
      const why = rationale === 'required' ? text('rationale', 'Why?') : maybe('rationale', 'Why? May stay empty');
      return ask(
        words,
        [
          choice(
            'choice',
            'What do you decide?',
            choose.map(option => [option.id, option.text]),
          ),
          why,
        ],
        ({choice: made, rationale: reason = ''}) =>
          doing('decide', {question: asked, choice: made, rationale: reason}, 'decided'),
      );
    },
  },
  {
    ...{keys: ['n'], command: 'note', when: notOver, footer: 'n note'},
    help: {keys: 'n', does: 'write a note for the team'},
    begin: () =>
      ask('A note for the team', [text('text', 'What is to be known?', 4000)], ({text: words}) =>
        doing('note', {text: words}),
      ),
  },
  {
    ...{keys: ['t'], command: 'tick', when: notOver, footer: 't tick'},
    help: {keys: 't', does: 'tick a step of the procedure'},
    begin: ({view}, {kind, id}) => {
      const steps = openSteps(view);
      const selected = steps.find(step => kind === 'step' && `${step.procedure}/${step.id}` === id);
      const tick = (name: string) => {
        const [procedure, step] = name.split('/');
        return doing('tick', {procedure, step});
      };
      if (selected) return {effect: tick(id)};
      if (!steps.length) return {why: 'no step is left to tick'};
      const options = steps.map(step => [`${step.procedure}/${step.id}`, `${step.id}  ${step.text}`] as const);
      return ask('Tick a step', [choice('step', 'Which one is done?', options)], ({step = ''}) => tick(step));
    },
  },
  {
    ...{keys: ['e'], when: c => notOver(c) && isTrusted(c, 'evidence'), footer: 'e evidence'},
    help: {keys: 'e', does: 'hand in evidence: a text file or a PNG picture'},
    begin: (_, {kind, id}) =>
      ask(
        kind === 'alert' ? `Evidence about ${id}` : 'Evidence',
        [text('file', 'Path of the file', 1000), maybe('title', 'What is it? Empty: its name', 200)],
        ({file = '', title = basename(file)}) => ({
          ...{kind: 'evidence', file, title},
          ...(kind === 'alert' && {alert: id}),
        }),
      ),
  },
  {
    ...{keys: ['H'], command: 'hint', when: running, footer: 'H hint'},
    help: {keys: 'H', does: 'take a hint, which costs points'},
    begin: (_, {kind, id}) => ({effect: {kind: 'hint', ...(kind === 'alert' && {alert: id})}}),
  },
  {
    ...{keys: ['S'], command: 'state', when: notOver, footer: 'S state'},
    help: {keys: 'S', does: 'state that you are aware, have classified, or find it material: clocks of laws start'},
    begin: ({view}) => {
      const left = unstated(view, STATEMENTS);
      if (!left.length) return {why: 'everything has been stated'};
      const options = left.map(what => [what, what] as const);
      return ask(
        'A statement, which starts the clocks of laws',
        [choice('what', 'What do you state?', options)],
        ({what}) => doing('state', {what}),
      );
    },
  },
  {
    ...{keys: ['N'], command: 'notify', when: c => notOver(c) && unsentNotices(c.view).length > 0, footer: 'N notify'},
    help: {keys: 'N', does: 'send a notification that a law demands'},
    begin: ({view}, {kind, id}) => {
      const open = unsentNotices(view);
      const notice = open.find(one => kind === 'notice' && one.id === id) ?? open[0];
      if (!notice) return {why: 'no notification is left to send'};
      return ask(
        `${notice.title}, to ${notice.to}`,
        notice.fields.map((field, place) => maybe(`f${place}`, `${field}  (may stay empty)`)),
        values => {
          const given = notice.fields.flatMap((field, place) => {
            const value = values[`f${place}`];
            return value === undefined ? [] : [[field, value] as const];
          });
          return doing('notify', {clock: notice.id, fields: Object.fromEntries(given)}, 'sent');
        },
      );
    },
  },
  {
    ...{keys: ['k'], when: c => isTrusted(c, 'contain'), footer: 'k kubeconfig'},
    help: {keys: 'k', does: 'save your kubeconfig to a file that only you can read'},
    begin: ({hello}) =>
      ask(
        'Your kubeconfig',
        [
          {
            ...text('file', 'Save it to', 1000),
            initial: `${hello.name.replaceAll(/[^\w.-]+/g, '-')}.kubeconfig`,
          },
        ],
        ({file = ''}) => ({kind: 'kubeconfig', file}),
      ),
  },
];

const isDecision = ({asked}: QuestionView): boolean => asked.question.choose !== undefined;

/** Whether the role is entrusted with something that no command stands for. */
const isTrusted = ({view, hello}: LiveContext, duty: string): boolean =>
  view.opened?.roles.find(({id}) => id === hello.role)?.can.includes(duty) ?? false;
