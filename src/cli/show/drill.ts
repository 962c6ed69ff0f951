import type {LoadedDrill} from '../../scenario/exercise/load.js';
import {type Role, type Text, textIn} from '../../scenario/exercise/people.js';
import type {Inject} from '../../scenario/exercise/script.js';
import {triggerWords} from '../../scenario/msel/trigger.js';
import {table} from '../table.js';
import {layout} from './layout.js';

/**
 * A drill in words, a line each, its script and answers included: for the facilitator.
 *
 * @param titles the scenarios' titles by id
 */
export function describeDrill(
  drill: LoadedDrill,
  titles: ReadonlyMap<string, string>,
  language: string,
  width: number,
): string[] {
  const {paragraph, list} = layout(width);
  const say = (text: Text | undefined): string => (text === undefined ? '' : textIn(text, language));
  const {pace, respond, questions} = drill;
  return [
    [`${drill.id}: ${drill.title}`, ...(pace.length === undefined ? [] : [pace.length])].join(', '),
    ...paragraph(drill.description),
    ...list('played as', [drill.uses.join(', ')]),
    ...list('attacks', rows(drill.scenarios.map(id => [id, titles.get(id) ?? '']))),
    ...list('roles', rows(drill.roles.map(role => [role.id, roleWords(role, language)]))),
    ...list('objectives', rows(drill.objectives.map(({id, text, csf}) => [id, say(text), csf ?? '']))),
    ...list('people have', [
      `${respond.acknowledge} to acknowledge, ${respond.contain ?? 'as each scenario says'} to contain`,
    ]),
    ...list('script, for the facilitator alone', rows(drill.script.map(inject => injectRow(inject, say)))),
    ...list('questions', rows(questions.map(({id, to, text}) => [id, to.join(', ') || 'everybody', say(text)]))),
    ...list('notification clocks', rows(drill.clocks.map(({id, title}) => [id, say(title)]))),
    ...list(
      'gates',
      drill.gates.map(({name}) => name),
    ),
  ];
}

const roleWords = ({kind, min, max, duties}: Role, language: string): string => {
  const seats = max === undefined ? `${min} or more` : min === max ? `${min}` : `${min} to ${max}`;
  return [`${kind}, ${seats}`, ...duties.map(duty => textIn(duty, language))].join(': ');
};

const injectRow = (inject: Inject, say: (text: Text | undefined) => string): string[] => [
  inject.id,
  inject.attack === undefined ? (inject.ask ?? inject.via) : `attack ${inject.attack}`,
  triggerWords(inject),
  say(inject.title),
];

const rows = (cells: readonly (readonly string[])[]): string[] => table(cells).split('\n').slice(0, -1);
