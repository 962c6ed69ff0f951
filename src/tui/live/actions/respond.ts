import {basename} from 'node:path';
import {SEVERITIES} from '../../../events/words.js';
import {STATEMENTS} from '../../../scenario/exercise/script.js';
import {term} from '../../../view/live/told/telling.js';
import type {QuestionView} from '../../../view/live/view.js';
import type {LiveContext} from '../context.js';
import {openAlerts, openQuestions, openSteps, unsentNotices, unstated} from '../rows/known.js';
import {act, ask, begun, choice, doing, type LiveAction, maybe, notOver, running, text} from './action.js';

/** What those who respond do, in the order of the footer. */
export const RESPOND_ACTIONS: readonly LiveAction[] = [
  {
    ...{keys: ['a'], command: 'acknowledge', when: c => notOver(c) && openAlerts(c.view).length > 0},
    word: 'acknowledge',
    begin: ({view, words: {respondAsk}}, {kind, id}) => {
      const alert = kind === 'alert' ? id : openAlerts(view)[0]?.shown.alert;
      return alert === undefined ? {why: respondAsk.noAlert} : act('acknowledge', {alert}, respondAsk.yours(alert));
    },
  },
  {
    ...{keys: ['D'], command: 'declare', when: notOver},
    word: 'declare',
    begin: ({view, telling, words: {respondAsk}}) => {
      const alerts = Object.keys(view.alerts).filter(id => !view.declared.some(one => one.alerts.includes(id)));
      return ask(
        respondAsk.declare,
        [
          choice(
            'severity',
            respondAsk.severity,
            [...SEVERITIES].reverse().map(one => [one, term(telling, one)] as const),
          ),
          {...text('alerts', respondAsk.alerts, 200), initial: alerts.join(' '), isOptional: true},
          text('summary', respondAsk.summary),
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
            respondAsk.declared,
          ),
      );
    },
  },
  {
    ...{keys: ['r'], command: 'answer', when: c => begun(c) && openQuestions(c.view).length > 0},
    word: 'answer',
    begin: ({view, hello, words: {respondAsk, ask: asks}}, {kind, id}) => {
      const decides = hello.can.includes('decide');
      // What waits for this person's decision comes before what anybody may answer.
      const open = openQuestions(view).toSorted((a, b) =>
        decides ? Number(isDecision(b)) - Number(isDecision(a)) : 0,
      );
      const question = open.find(one => kind === 'question' && one.asked.question.id === id) ?? open[0];
      if (!question) return {why: respondAsk.noQuestion};
      const {id: asked, text: words, choose, rationale} = question.asked.question;
      if (!choose)
        return ask(words, [text('answer', respondAsk.answer, 500)], ({answer}) =>
          doing('answer', {question: asked, answer}),
        );
      if (!decides) return {why: respondAsk.notYours(asked)};
      const why =
        rationale === 'required' ? text('rationale', asks.why) : maybe('rationale', `${asks.why} ${asks.mayBeEmpty}`);
      return ask(
        words,
        [
          choice(
            'choice',
            respondAsk.choice,
            choose.map(option => [option.id, option.text]),
          ),
          why,
        ],
        ({choice: made, rationale: reason = ''}) =>
          doing('decide', {question: asked, choice: made, rationale: reason}, respondAsk.decided),
      );
    },
  },
  {
    ...{keys: ['n'], command: 'note', when: notOver},
    word: 'note',
    begin: ({words: {respondAsk, ask: asks}}) =>
      ask(respondAsk.note, [text('text', asks.known, 4000)], ({text: words}) => doing('note', {text: words})),
  },
  {
    ...{keys: ['t'], command: 'tick', when: notOver},
    word: 'tick',
    begin: ({view, words: {respondAsk}}, {kind, id}) => {
      const steps = openSteps(view);
      const selected = steps.find(step => kind === 'step' && `${step.procedure}/${step.id}` === id);
      const tick = (name: string) => {
        const [procedure, step] = name.split('/');
        return doing('tick', {procedure, step});
      };
      if (selected) return {effect: tick(id)};
      if (!steps.length) return {why: respondAsk.noStep};
      const options = steps.map(step => [`${step.procedure}/${step.id}`, `${step.id}  ${step.text}`] as const);
      return ask(respondAsk.tick, [choice('step', respondAsk.whichStep, options)], ({step = ''}) => tick(step));
    },
  },
  {
    ...{keys: ['e'], when: c => notOver(c) && isTrusted(c, 'evidence')},
    word: 'evidence',
    begin: ({words: {respondAsk}}, {kind, id}) =>
      ask(
        respondAsk.evidence(kind === 'alert' ? id : undefined),
        [text('file', respondAsk.path, 1000), maybe('title', respondAsk.evidenceTitle, 200)],
        ({file = '', title = basename(file)}) => ({
          ...{kind: 'evidence', file, title},
          ...(kind === 'alert' && {alert: id}),
        }),
      ),
  },
  {
    ...{keys: ['H'], command: 'hint', when: running},
    word: 'hint',
    begin: (_, {kind, id}) => ({effect: {kind: 'hint', ...(kind === 'alert' && {alert: id})}}),
  },
  {
    ...{keys: ['S'], command: 'state', when: notOver},
    word: 'state',
    begin: ({view, telling, words: {respondAsk}}) => {
      const left = unstated(view, STATEMENTS);
      if (!left.length) return {why: respondAsk.allStated};
      const options = left.map(what => [what, term(telling, what)] as const);
      return ask(respondAsk.state, [choice('what', respondAsk.whatState, options)], ({what}) => doing('state', {what}));
    },
  },
  {
    ...{keys: ['N'], command: 'notify', when: c => notOver(c) && unsentNotices(c.view).length > 0},
    word: 'notify',
    begin: ({view, words: {respond, respondAsk, steer}}, {kind, id}) => {
      const open = unsentNotices(view);
      const notice = open.find(one => kind === 'notice' && one.id === id) ?? open[0];
      if (!notice) return {why: respondAsk.noNotice};
      return ask(
        respond.noticeTo(notice.title, notice.to),
        notice.fields.map((field, place) => maybe(`f${place}`, respondAsk.field(field))),
        values => {
          const given = notice.fields.flatMap((field, place) => {
            const value = values[`f${place}`];
            return value === undefined ? [] : [[field, value] as const];
          });
          return doing('notify', {clock: notice.id, fields: Object.fromEntries(given)}, steer.sent);
        },
      );
    },
  },
  {
    ...{keys: ['k'], when: c => isTrusted(c, 'contain') && c.view.opened?.kind !== 'tabletop'},
    word: 'kubeconfig',
    begin: ({hello, words: {respondAsk}}) =>
      ask(
        respondAsk.kubeconfig,
        [
          {
            ...text('file', respondAsk.saveTo, 1000),
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
