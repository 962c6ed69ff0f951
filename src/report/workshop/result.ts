import {z} from 'zod';
import {schemaUrl} from '../../lib/schema-url.js';
import type {WorkshopRecord} from './record.js';

const seconds = z.number().min(0).meta({description: 'Seconds of drill time: pauses are left out'});
const count = z.int().min(0);

/** A workshop as data, for scripts. */
export const WorkshopSchema = z
  .object({
    $schema: z.string(),
    kind: z.literal('workshop'),
    title: z.string(),
    language: z.string(),
    date: z.string().meta({description: 'When it began, RFC 3339'}),
    layout: z.enum(['simulated', 'namespaces', 'clusters', 'labs']).meta({description: 'What the teams worked on'}),
    planned: seconds.meta({
      description: 'Seconds that were planned, and those that were added; 0: nothing was planned',
    }),
    took: seconds,
    over: z.boolean().meta({description: 'false: its log has no end'}),
    people: count,
    levels: z.array(
      z.object({
        ...{id: z.string(), title: z.string()},
        tasks: z.array(
          z.object({
            ...{id: z.string(), kind: z.string(), text: z.string(), points: z.number()},
            solved: count.meta({description: 'By how many teams'}),
            median: seconds.optional().meta({description: 'From the opening of its level to its solution'}),
          }),
        ),
      }),
    ),
    teams: z
      .array(
        z.object({
          ...{id: z.string(), name: z.string(), place: count, points: z.number(), people: count},
          ...{hints: count, hintPoints: z.number(), wrong: count, resets: count, levels: count},
          failed: z.string().optional().meta({description: 'Why it had no cluster at the end'}),
          tasks: z.array(
            z.object({
              ...{id: z.string(), state: z.enum(['solved', 'open', 'closed'])},
              seconds: seconds.optional().meta({description: 'How long it took, or has been open'}),
            }),
          ),
        }),
      )
      .meta({description: 'From the first to the last'}),
  })
  .meta({title: 'kubedrill workshop result', description: 'What a workshop was: levels by teams, times, hints'});
export type WorkshopResult = z.output<typeof WorkshopSchema>;

const inSeconds = (ms: number): number => Math.round(ms) / 1000;

export function workshopResult({
  view,
  workshop,
  date,
  tookMs,
  isOver,
  people,
  teams,
  tasks,
}: WorkshopRecord): WorkshopResult {
  const {title, language} = view.opened;
  return {
    ...{$schema: schemaUrl('workshop'), kind: 'workshop', title, language, date, layout: workshop.layout},
    planned: inSeconds(workshop.lengthMs + workshop.prolongedMs),
    ...{took: inSeconds(tookMs), over: isOver, people},
    levels: workshop.levels.map(level => ({
      ...{id: level.id, title: level.title},
      tasks: tasks
        .filter(task => task.level === level.id)
        .map(({id, kind, text, points, solved, medianMs}) => ({
          ...{id, kind, text, points, solved},
          ...(medianMs !== undefined && {median: inSeconds(medianMs)}),
        })),
    })),
    teams: teams.map(({team, place, levels, cells}) => ({
      ...{id: team.id, name: team.name, place, points: team.points, people: team.people, hints: team.hints},
      ...{hintPoints: team.hintPoints, wrong: team.wrong, resets: team.resets, levels},
      ...(team.failed !== undefined && {failed: team.failed}),
      tasks: cells.map(({task: id, state, ms}) => ({id, state, ...(ms !== undefined && {seconds: inSeconds(ms)})})),
    })),
  };
}
