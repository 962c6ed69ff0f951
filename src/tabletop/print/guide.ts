import {type Block, type Document, list, paragraph, type Section} from '../../report/document/document.js';
import {containmentOf} from '../../scenario/containment.js';
import {checkText} from '../../scenario/describe.js';
import {triggerWords} from '../../scenario/msel/trigger.js';
import {en} from '../../view/live/told/en.js';
import {term} from '../../view/live/told/telling.js';
import {filledIn} from '../paper/names.js';
import {type Material, markOf, paperCards, told} from './material.js';

/** The facilitator's guide: everything that players must not see. */
export function guide(material: Material): Document {
  const {drill} = material;
  const title = `${drill.title}: facilitator’s guide`;
  const mark = markOf(material, 'for the facilitator alone');
  return {
    ...{title, name: title, mark},
    head: [paragraph(drill.description.trim())],
    sections: [before(material), script(material), attacks(material), questions(material), notices(material)],
  };
}

function before(material: Material): Section {
  const {drill} = material;
  const text = told(material);
  const roles = drill.roles.map(({id, kind, duties, min}) => [
    ...[id, kind, duties.map(text).join('; ')],
    ...[min ? `at least ${min}` : 'may be empty'],
  ]);
  return {
    title: '1 Before you begin',
    blocks: [
      list([
        `Length: ${drill.pace.length ?? 'as long as you like'}; the story begins ${drill.pace.story?.start ?? 'when you say so'}.`,
        'Print the handout for everybody, the evaluation forms for observers, and the cards once; cut the cards and keep them face down, by attack.',
        'Read out an inject, then ask: what do you do, where do you look? Who looks where a card answers gets that card. In vain: nothing, and three minutes of the story are gone.',
        'Write down who decided what, when and why, and which procedure was picked. With kubedrill tabletop the program does that for you.',
        `The stop word is “${drill.briefing?.stopWord ?? 'STOP DRILL'}”.`,
      ]),
      ...(roles.length ? [{kind: 'table', head: ['role', 'part', 'duties', 'people'], rows: roles} as const] : []),
    ],
  };
}

function script(material: Material): Section {
  const text = told(material);
  const rows = material.script.map(inject => {
    const {id, title, attack, ask, to, from, via, expect, notes} = inject;
    const what = [
      text(inject.text),
      attack === undefined ? '' : `[lays the cards of ${letterOf(material, attack)}: ${attack}]`,
      ask === undefined ? '' : `[asks ${ask}]`,
    ];
    return [
      {strong: id},
      triggerWords(inject),
      `${text(title) || '–'}${from === undefined ? '' : `; ${text(from)}, by ${via}`}; to ${to.join(', ') || 'all'}`,
      what.filter(Boolean).join(' '),
      [text(expect), text(notes)].filter(Boolean).join(' — ') || '–',
    ];
  });
  return {
    title: '2 The script',
    blocks: [{kind: 'table', head: ['', 'when', 'from whom, to whom', 'what you read out', 'what you expect'], rows}],
  };
}

function letterOf(material: Material, scenario: string): string {
  return (
    paperCards(material)
      .find(({file}) => file.scenario === scenario)
      ?.number.slice(0, 1) ?? '?'
  );
}

function attacks(material: Material): Section {
  const {scenarios, deck, procedures} = material;
  const text = told(material);
  const cards = paperCards(material);
  return {
    title: '3 The attacks, and their cards',
    blocks: scenarios.flatMap((scenario): Block[] => {
      const file = deck.get(scenario.id);
      if (!file) return [];
      const written = scenario.respond?.procedure ?? 'none';
      const procedure = procedures.find(({id}) => id === written);
      const own = cards.filter(one => one.file === file);
      const rows = own.map(({number, card: {title, answers}}) => [
        {strong: number},
        answers.map(place => term(en, place)).join(', '),
        title,
      ]);
      return [
        {
          ...{kind: 'part', title: `${letterOf(material, scenario.id)}: ${text(scenario.title)} (${scenario.id})`},
          blocks: [
            paragraph(scenario.description.trim()),
            {kind: 'table', head: ['card', 'opened by a look at', 'what it is'], rows},
            list([
              `The procedure that was written for it: ${procedure ? text(procedure.title) : written}`,
              ...containmentOf(scenario).map(check => `Contained when: ${filledIn(checkText(check), file)}`),
              `To prevent it: ${scenario.prevent.trim()}`,
              en.recorded(file.recorded),
            ]),
          ],
        },
      ];
    }),
  };
}

function questions(material: Material): Section {
  const text = told(material);
  const rows = material.drill.questions.map(({id, text: asked, answer, choose, to}) => [
    {strong: id},
    `${text(asked)} (to ${to.join(', ') || 'all'})`,
    choose
      ? choose
          .map(one => `${one.id}: ${text(one.text)}${one.leadsTo.length ? ` → ${one.leadsTo.join(', ')}` : ''}`)
          .join('; ')
      : answerText(answer, material),
  ]);
  return {
    title: '4 Questions and decisions',
    blocks: [
      rows.length
        ? {kind: 'table', head: ['', 'question', 'answer, or options and what they lead to'], rows}
        : paragraph('Nothing is asked.'),
    ],
  };
}

/** A right answer, with the names of the recorded run. */
function answerText(answer: Material['drill']['questions'][number]['answer'], {deck}: Material): string {
  if (answer === undefined) return 'no right answer';
  const words =
    'match' in answer ? answer.match : 'oneOf' in answer ? answer.oneOf.join(' or ') : String(answer.number);
  return words.replaceAll(/\{\{\s*(user|namespace|token):([\w:-]+)\s*\}\}/g, (whole, what: string, id: string) => {
    const names = deck.get(id)?.names;
    if (!names) return whole;
    return what === 'user' ? names.actor : what === 'namespace' ? names.namespace : names.token;
  });
}

function notices(material: Material): Section {
  const text = told(material);
  const {clocks, hints} = material.drill;
  const rows = clocks.map(({id, title, starts, due, fields, to}) => [
    ...[text(title) || id, `when the team states “${starts.decision}”`, due, fields.join(', '), text(to)],
  ]);
  const help = Object.entries(hints).flatMap(([scenario, own]) =>
    own.map(hint => `${scenario}: ${text(hint.text)} (${hint.price} points)`),
  );
  return {
    title: '5 Notifications and hints',
    blocks: [
      rows.length
        ? {kind: 'table', head: ['notification', 'its clock starts', 'due', 'holds', 'to'], rows}
        : paragraph('No law of this drill demands a notification.'),
      ...(help.length ? [list(help)] : []),
    ],
  };
}
