import {z} from 'zod';
import {Text, textOf} from './people.js';

const Id = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,19}$/, 'must be a short id, such as L1');
const scenario = z.string().min(1).meta({description: 'Id of a scenario of this drill: the level starts its attack'});
const points = (most: number) => z.number().min(0).max(1000).default(most);
const words = {
  text: Text.optional().meta({description: 'What is to be done, in words; absent: in those of kubedrill'}),
};

/** Something that a team of a workshop is to do. It is judged by what happens in the cluster, or by an answer. */
export const Task = z.union([
  z.strictObject({acknowledged: scenario, points: points(10), ...words}),
  z.strictObject({contained: scenario, points: points(50), ...words}),
  z.strictObject({answered: Id.meta({description: 'Id of a question, whose points count'}), ...words}),
]);
export type Task = z.output<typeof Task>;

/** Tasks that a team of a workshop gets together. */
export const Level = z.strictObject({
  id: Id,
  title: textOf(200),
  text: Text.optional(),
  tasks: z.array(Task).min(1).max(20),
  needs: z
    .array(z.strictObject({level: Id, points: z.number().min(0).optional()}))
    .optional()
    .meta({
      description:
        'Levels before it, with the points in each that open it; without points: all of its tasks. Absent: all tasks of the level before; []: open from the start',
    }),
});
export type Level = z.output<typeof Level>;

/** The scenario that a task is about; undefined for a question. */
export const attackOf = (task: Task): string | undefined =>
  'acknowledged' in task ? task.acknowledged : 'contained' in task ? task.contained : undefined;

/** The levels of a drill. One that names none has a level for each of its attacks: take the alert, stop the attacker. */
export function levelsOf({
  levels,
  scenarios,
}: {
  levels: readonly Level[];
  scenarios: readonly string[];
}): readonly Level[] {
  if (levels.length) return levels;
  return scenarios.map((attack, index) => ({
    id: `L${index + 1}`,
    title: {en: `Level ${index + 1}`, de: `Stufe ${index + 1}`},
    tasks: [
      {acknowledged: attack, points: 10},
      {contained: attack, points: 50},
    ],
  }));
}
