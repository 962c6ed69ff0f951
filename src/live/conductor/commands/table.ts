import {z} from 'zod';
import type {Roll} from '../../../events/table.js';
import {ACTIONS, PLACES, type Place} from '../../../events/words.js';
import {DrillError} from '../../../lib/errors.js';
import type {Judged} from '../../../tabletop/paper/attack.js';
import {isSuccess, rolled} from '../../../tabletop/paper/dice.js';
import type {Table} from '../../../tabletop/paper/table.js';
import type {Exercise} from '../exercise.js';
import {line} from '../people-text.js';
import {refuse} from '../refused.js';
import {type Acting, type Command, command, players, tooLate, trusted} from './command.js';

/** What people do around a table, where nothing can be done to a cluster. */
export const TABLE: Record<string, Command> = {
  look: command({
    title: 'look somewhere for evidence',
    may: players,
    at: 'table',
    during: ['running'],
    schema: z.strictObject({place: z.enum(PLACES), about: line(20).optional()}),
    apply: ({exercise, person}, {place, about}) => {
      const scenario = about === undefined ? undefined : attackOf(exercise, about);
      look(exercise, tableOf(exercise), {place, scenario, person: person.id});
    },
  }),
  pick: command({
    title: 'pick a procedure for an attack',
    may: players,
    at: 'table',
    during: ['running', 'paused'],
    schema: z.strictObject({about: line(20), procedure: line(60)}),
    apply: ({exercise, person}, {about, procedure}) => {
      const table = tableOf(exercise);
      const scenario = attackOf(exercise, about);
      const known = exercise.view.opened?.procedures.map(({id}) => id) ?? [];
      if (!known.includes(procedure)) throw refuse(422, 'no procedure', {id: procedure, known: known.join(', ')});
      const before = exercise.view.picked.find(one => one.scenario === scenario);
      if (before) throw tooLate(exercise, 'picked', about, {by: before.person, at: before.at});
      const written = table.writtenFor(scenario) === procedure;
      exercise.append({
        ...{type: 'procedure.picked', procedure, about, scenario, written, t: exercise.t, person: person.id},
      });
    },
  }),
  act: command({
    title: 'do something about an attack',
    may: trusted('contain'),
    at: 'table',
    during: ['running'],
    schema: z.strictObject({about: line(20), action: z.enum(ACTIONS), on: line(300).optional()}),
    apply: (acting, {about, action, on}) => {
      const table = tableOf(acting.exercise);
      const scenario = attackOf(acting.exercise, about);
      const done = {about, scenario, how: 'declared', what: action, ...(on !== undefined && {on})} as const;
      taken(acting, done, table.declare(scenario, action, on));
    },
  }),
  try: command({
    title: 'try a command of kubectl about an attack',
    may: trusted('contain'),
    at: 'cluster to try',
    during: ['running'],
    schema: z.strictObject({about: line(20), command: line(1000)}),
    apply: async (acting, {about, command: what}) => {
      const table = tableOf(acting.exercise);
      const scenario = attackOf(acting.exercise, about);
      await table.settled();
      const why = table.whyNotTried(scenario);
      if (why !== undefined) throw refuse(409, 'no cluster to try', {id: about, why});
      const judged = await table.try(scenario, what).catch((error: unknown) => {
        throw error instanceof DrillError ? refuse(422, 'no command', {why: error.message}) : error;
      });
      taken(acting, {about, scenario, how: 'tried', what}, judged);
    },
  }),
};

/** @throws Refused where it is no tabletop */
function tableOf({input: {table}}: Exercise): Table {
  if (!table) throw refuse(409, 'no table');
  return table;
}

/** The attack that an alert, a card or a message on the table belongs to. */
export function attackOf(exercise: Exercise, about: string): string {
  const {view, input} = exercise;
  const card = view.cards.find(one => one.card === about)?.scenario;
  const alert = view.alerts[about] ? exercise.scenarioOf(about) : undefined;
  const found = card ?? alert ?? view.injects[about]?.delivered.attack;
  if (found === undefined || !input.table?.isLaid(found)) throw refuse(409, 'nothing sent it', {id: about});
  return found;
}

interface Look {
  place: Place;
  /** Of which attack; absent: of any. */
  scenario: string | undefined;
  person: string;
}

/** Opens the oldest sealed card that answers here; in vain, it costs time. */
function look(exercise: Exercise, table: Table, {place, scenario: of, person}: Look): void {
  const {view} = exercise;
  const open = new Set(view.cards.map(one => one.of));
  const laid = Object.values(view.laid).find(
    ({card, scenario, answers}) => answers.includes(place) && !open.has(card) && (of === undefined || scenario === of),
  );
  const roll = table.input.rolls ? rollFor(exercise, table, laid?.scenario) : undefined;
  const isFound = laid !== undefined && (!roll || isSuccess(roll));
  const {lookCostMs} = table.input;
  const told = {place, t: exercise.t, person, ...(roll && {roll})};
  if (!isFound) {
    exercise.append({type: 'place.looked-at', ...told, costMs: lookCostMs});
    exercise.spend(lookCostMs, person, 'a look in vain');
    return;
  }
  const {scenario} = laid;
  const file = table.deck.get(scenario);
  const found = file?.cards.find(({id}) => `${scenario}/${id}` === laid.card);
  if (!file || !found) throw new Error(`there is no card ${laid.card}`);
  const card = exercise.nextId('card.opened', 'K');
  const {kind, title, text} = found;
  exercise.append({type: 'place.looked-at', ...told, card, costMs: 0});
  exercise.append({
    ...{type: 'card.opened', card, of: laid.card, scenario, kind, title, text, place, recorded: file.recorded},
    ...{t: exercise.t, person},
  });
  if (kind === 'alert') exercise.showAlerts(scenario);
}

/** The written procedure of the attack in question helps; where there is none in question, that of any does not. */
function rollFor({view}: Exercise, {input: {seed}}: Table, scenario: string | undefined): Roll {
  const isWritten = view.picked.some(one => one.scenario === scenario && one.written);
  return rolled(seed, view.looks.length, isWritten);
}

interface Done {
  about: string;
  scenario: string;
  how: 'declared' | 'tried';
  what: string;
  on?: string;
}

function taken({exercise, person}: Acting, done: Done, judged: Judged): void {
  const id = exercise.nextId('action.taken', 'D');
  exercise.append({type: 'action.taken', id, ...done, ...judged, t: exercise.t, person: person.id});
  tableOf(exercise).concludeOn(done.scenario);
}
