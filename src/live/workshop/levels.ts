import type {LevelWords, TaskWords} from '../../events/workshop.js';
import {pointsOf} from '../../scenario/exercise/check/levels.js';
import {attackOf, levelsOf, type Task} from '../../scenario/exercise/levels.js';
import {textIn} from '../../scenario/exercise/people.js';
import type {Hint, Inject} from '../../scenario/exercise/script.js';
import type {LoadedDrill} from '../../scenario/load.js';
import {type LoadedProcedure, procedureOf} from '../../scenario/procedures/load.js';
import type {Scenario} from '../../scenario/schema.js';
import {tellingIn} from '../../view/live/words.js';

/** The levels of a drill in one language, each task with an id such as `L1.2`. */
export function levelWords(drill: LoadedDrill, language: string): LevelWords[] {
  const telling = tellingIn(language);
  const levels = levelsOf(drill);
  return levels.map(({id, title, text, tasks, needs}, index) => {
    const before = levels[index - 1]?.id;
    return {
      ...{id, title: textIn(title, language)},
      ...(text !== undefined && {text: textIn(text, language)}),
      tasks: tasks.map((task, at): TaskWords => {
        const kind = kindOf(task);
        return {
          ...{id: `${id}.${at + 1}`, kind, of: attackOf(task) ?? ('answered' in task ? task.answered : '')},
          points: pointsOf(task, drill.questions),
          text: task.text === undefined ? telling.tasks[kind] : textIn(task.text, language),
        };
      }),
      needs: (needs ?? (before === undefined ? [] : [{level: before}])).map(({level, points}) => ({
        ...{level, ...(points !== undefined && {points})},
      })),
    };
  });
}

const kindOf = (task: Task): Exclude<TaskWords['kind'], 'lab'> =>
  'acknowledged' in task ? 'acknowledged' : 'contained' in task ? 'contained' : 'answered';

/** The script of a workshop: an entry for each attack and each question of its levels, which they deliver. */
export function scriptOfLevels(levels: readonly LevelWords[]): Inject[] {
  const all = levels.flatMap(({tasks}) => tasks);
  const attacks = new Set(all.flatMap(({kind, of}) => (kind === 'answered' ? [] : [of])));
  const questions = new Set(all.flatMap(({kind, of}) => (kind === 'answered' ? [of] : [])));
  const rest = {manual: true as const, to: [], via: 'chat' as const, kind: 'informational' as const, objectives: []};
  return [...[...attacks].map(attack => ({attack})), ...[...questions].map(ask => ({ask}))].map((what, index) => ({
    ...{id: `I${index + 1}`, ...rest, ...what},
  }));
}

/** What hints cost where a drill's file has none. */
const PRICES = {what: 5, how: 10};

/** The hints of a drill; of an attack without any, what kind of attack it is, and then what the written procedure says. */
export function hintsOf({hints}: Pick<LoadedDrill, 'hints'>, scenarios: readonly Scenario[]): Record<string, Hint[]> {
  return Object.fromEntries(
    scenarios.map(scenario => [scenario.id, hints[scenario.id] ?? ownHints(scenario, procedureOf(scenario))]),
  );
}

const ownHints = ({title, description}: Scenario, procedure: LoadedProcedure | undefined): Hint[] => [
  {after: '0s', price: PRICES.what, text: `${textIn(title, 'en')}. ${description.trim()}`},
  ...(procedure
    ? [{after: '0s', price: PRICES.how, text: {en: stepsIn(procedure, 'en'), de: stepsIn(procedure, 'de')}}]
    : []),
];

const stepsIn = ({steps}: LoadedProcedure, language: string): string =>
  steps.map(({text}, index) => `${index + 1}. ${textIn(text, language)}`).join('\n');
