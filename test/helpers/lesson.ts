import type {WorkshopEventTypes} from '../../src/events/workshop.js';
import {stagedHall} from './hall.js';

const MINUTE = 60_000;

type Progressed = Omit<WorkshopEventTypes['team.progressed'], 'team' | 't'>;

/** A class of twelve after a quarter of an hour: some are far, one calls, one is stuck, one guesses, one has no cluster. */
export async function lesson(language = 'en', count = 12) {
  const names = Array.from({length: count}, (_, index) => `team-${index + 1}`);
  const room = stagedHall(names, language);
  const [trainer, board] = [room.join('trainer', 'Tina'), room.join('board')];
  const {hall, pass} = room;
  const says = (team: number, fact: Progressed) =>
    hall.append({type: 'team.progressed', team: `team-${team}`, t: hall.t, ...fact});
  const each = (fact: Progressed) => names.forEach((_, index) => void says(index + 1, fact));
  each({what: 'joined', people: 2});
  each({what: 'ready'});
  hall.append({type: 'exercise.ready', t: 0});
  await room.does(trainer, 'start');
  each({what: 'opened', level: 'L1'});
  await pass(2 * MINUTE);
  for (const team of [1, 2, 3]) says(team, {what: 'solved', level: 'L1', task: 'L1.1', points: 10});
  await pass(3 * MINUTE);
  for (const team of [1, 2]) {
    says(team, {what: 'solved', level: 'L1', task: 'L1.2', points: 50});
    says(team, {what: 'opened', level: 'L2'});
  }
  says(3, {what: 'hint', points: -5});
  await pass(5 * MINUTE);
  for (const team of [5, 6, 7, 8, 9, 10, 11, 12].filter(one => one <= count))
    says(team, {what: 'solved', level: 'L1', task: 'L1.1', points: 10});
  says(2, {what: 'help', person: 'Ada'});
  for (let answer = 0; answer < 4; answer++) says(5, {what: 'wrong', person: 'Bob'});
  says(6, {what: 'failed', reason: 'kind: no space left on device'});
  await pass(20_000);
  return {...room, trainer, board, says};
}
