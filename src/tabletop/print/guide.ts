import {type Block, type Document, list, paragraph, type Section} from '../../report/document/document.js';
import {containmentOf} from '../../scenario/containment.js';
import {triggerWords} from '../../scenario/msel/trigger.js';
import type {ContainmentCheck} from '../../scenario/respond.js';
import {checkTextIn} from '../../scenario/words/check-text.js';
import {dueInGerman} from '../../scenario/words/due-in-german.js';
import {term} from '../../view/live/told/telling.js';
import {tellingIn} from '../../view/live/words.js';
import {allFilledIn} from '../paper/names.js';
import {type Material, markOf, paperCards, told, wordsIn} from './material.js';

/** The facilitator's guide: everything that players must not see. */
export function guide(material: Material): Document {
  const {drill, language} = material;
  const text = told(material);
  const words = wordsIn(language);
  const title = words.guide.title(text(drill.title));
  return {
    ...{title, name: title, mark: markOf(material, 'facilitator'), language: words.language},
    head: [paragraph(drill.description.trim())],
    sections: [before(material), script(material), attacks(material), questions(material), notices(material)],
  };
}

function before(material: Material): Section {
  const {drill, language} = material;
  const text = told(material);
  const {guide: words} = wordsIn(language);
  const roles = drill.roles.map(({id, kind, duties, min}) => [
    ...[id, words.kinds[kind], duties.map(text).join('; ')],
    ...[min ? words.atLeast(min) : words.mayBeEmpty],
  ]);
  return {
    title: words.before,
    blocks: [
      list([
        words.length(drill.pace.length, drill.pace.story?.start),
        ...[words.print, words.ask, words.writeDown],
        words.stopWord(drill.briefing?.stopWord ?? 'STOP DRILL'),
      ]),
      ...(roles.length ? [{kind: 'table', head: words.roles, rows: roles} as const] : []),
    ],
  };
}

function script(material: Material): Section {
  const text = told(material);
  const {language} = material;
  const {guide: words, all} = wordsIn(language);
  const telling = tellingIn(language);
  const rows = material.script.map(inject => {
    const {id, title, attack, ask, to, from, via, expect, notes} = inject;
    const what = [
      text(inject.text),
      attack === undefined ? '' : words.laysCards(letterOf(material, attack), attack),
      ask === undefined ? '' : words.asks(ask),
    ];
    return [
      {strong: id},
      telling.language === 'de' ? dueInGerman(inject) : triggerWords(inject),
      `${text(title) || '–'}${from === undefined ? '' : `; ${text(from)}, ${words.by} ${term(telling, via)}`}; ${words.to} ${to.join(', ') || all}`,
      what.filter(Boolean).join(' '),
      [text(expect), text(notes)].filter(Boolean).join(' — ') || '–',
    ];
  });
  return {
    title: words.script,
    blocks: [{kind: 'table', head: words.scriptHead, rows}],
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
  const {scenarios, deck, procedures, language} = material;
  const {guide: words, none} = wordsIn(language);
  const telling = tellingIn(language);
  const text = told(material);
  const cards = paperCards(material);
  return {
    title: words.attacks,
    blocks: scenarios.flatMap((scenario): Block[] => {
      const file = deck.get(scenario.id);
      if (!file) return [];
      const written = scenario.respond?.procedure ?? none;
      const procedure = procedures.find(({id}) => id === written);
      const own = cards.filter(one => one.file === file);
      const rows = own.map(({number, card: {title, answers}}) => [
        {strong: number},
        answers.map(place => term(telling, place)).join(', '),
        title,
      ]);
      return [
        {
          ...{kind: 'part', title: `${letterOf(material, scenario.id)}: ${text(scenario.title)} (${scenario.id})`},
          blocks: [
            paragraph(scenario.description.trim()),
            {kind: 'table', head: words.cardsHead, rows},
            list([
              words.procedure(procedure ? text(procedure.title) : written),
              ...containmentOf(scenario).map(check =>
                words.containedWhen(checkTextIn(language, allFilledIn(check, file) as ContainmentCheck)),
              ),
              words.prevent(scenario.prevent.trim()),
              telling.recorded(file.recorded),
            ]),
          ],
        },
      ];
    }),
  };
}

function questions(material: Material): Section {
  const text = told(material);
  const {guide: words, all} = wordsIn(material.language);
  const rows = material.drill.questions.map(({id, text: asked, answer, choose, to}) => [
    {strong: id},
    `${text(asked)} (${words.to} ${to.join(', ') || all})`,
    choose
      ? choose
          .map(one => `${one.id}: ${text(one.text)}${one.leadsTo.length ? ` → ${one.leadsTo.join(', ')}` : ''}`)
          .join('; ')
      : answerText(answer, material),
  ]);
  return {
    title: words.questions,
    blocks: [rows.length ? {kind: 'table', head: words.questionsHead, rows} : paragraph(words.nothingAsked)],
  };
}

/** A right answer, with the names of the recorded run. */
function answerText(answer: Material['drill']['questions'][number]['answer'], {deck, language}: Material): string {
  const {guide, or} = wordsIn(language);
  if (answer === undefined) return guide.noRightAnswer;
  const words = 'match' in answer ? answer.match : 'oneOf' in answer ? answer.oneOf.join(or) : String(answer.number);
  return words.replaceAll(/\{\{\s*(user|namespace|token):([\w:-]+)\s*\}\}/g, (whole, what: string, id: string) => {
    const names = deck.get(id)?.names;
    if (!names) return whole;
    return what === 'user' ? names.actor : what === 'namespace' ? names.namespace : names.token;
  });
}

function notices(material: Material): Section {
  const text = told(material);
  const {clocks, hints} = material.drill;
  const {guide: words} = wordsIn(material.language);
  const telling = tellingIn(material.language);
  const rows = clocks.map(({id, title, starts, due, fields, to}) => [
    ...[text(title) || id, words.whenStated(term(telling, starts.decision)), due, fields.join(', '), text(to)],
  ]);
  const help = Object.entries(hints).flatMap(([scenario, own]) =>
    own.map(hint => words.hint(scenario, text(hint.text), hint.price)),
  );
  return {
    title: words.notices,
    blocks: [
      rows.length ? {kind: 'table', head: words.noticesHead, rows} : paragraph(words.noNotices),
      ...(help.length ? [list(help)] : []),
    ],
  };
}
