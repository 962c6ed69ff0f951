import type {Finding} from '../../finding.js';
import type {Drill} from '../../schema.js';
import {attackOf, type Level, type Task} from '../levels.js';
import type {Question} from '../script.js';
import {repeatedIds, unknownName} from './references.js';

/** What is wrong with the levels of a workshop: names that lead nowhere, levels that nobody can open. */
export function checkLevels({levels, scenarios, questions}: Drill): Finding[] {
  const ids = levels.map(({id}) => id);
  return [
    ...repeatedIds(['levels'], 'a level', ids),
    ...levels.flatMap(({tasks, needs = []}, index) => [
      ...tasks.flatMap((task, at) => checkTask(task, ['levels', index, 'tasks', at], scenarios, questions)),
      ...needs.flatMap((need, at) =>
        checkNeed(need, ['levels', index, 'needs', at], levels.slice(0, index), questions),
      ),
    ]),
  ];
}

function checkTask(
  task: Task,
  path: PropertyKey[],
  scenarios: readonly string[],
  questions: readonly Question[],
): Finding[] {
  const attack = attackOf(task);
  if (attack !== undefined) {
    return unknownName([...path, 'acknowledged' in task ? 'acknowledged' : 'contained'], 'scenario', attack, scenarios);
  }
  if (!('answered' in task)) return [];
  const ids = questions.map(({id}) => id);
  const question = questions.find(({id}) => id === task.answered);
  const at = [...path, 'answered'];
  return [
    ...unknownName(at, 'question', task.answered, ids),
    ...(question?.choose
      ? [{path: at, message: `${task.answered} is a decision, which is neither right nor wrong: name a question`}]
      : []),
  ];
}

/** Only levels before it can open one: none can wait for itself. */
function checkNeed(
  {level, points}: {level: string; points?: number | undefined},
  path: PropertyKey[],
  before: readonly Level[],
  questions: readonly Question[],
): Finding[] {
  const known = before.find(({id}) => id === level);
  if (!known) {
    const ids = before.map(({id}) => id);
    return unknownName([...path, 'level'], 'level', level, ids, 'before this one');
  }
  const most = known.tasks.reduce((sum, task) => sum + pointsOf(task, questions), 0);
  if (points === undefined || points <= most) return [];
  return [{path: [...path, 'points'], message: `${level} has ${most} points in all: nobody gets ${points} there`}];
}

/** What a task is worth. */
export const pointsOf = (task: Task, questions: readonly Question[]): number =>
  'answered' in task ? (questions.find(({id}) => id === task.answered)?.points ?? 0) : task.points;
