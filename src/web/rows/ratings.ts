import type {LiveView} from '../../view/live/view.js';
import type {AttackRow} from './attacks.js';
import {nameOf} from './people.js';

/** The ratings of HSEEP: performed without challenges, with some, with major ones, unable to be performed. */
export const RATINGS = ['P', 'S', 'M', 'U'] as const;
export type Rating = (typeof RATINGS)[number];

/** Something that observers rate: an objective, or a task of it. */
export interface RatedRow {
  objective: string;
  task?: string;
  text: string;
  csf?: string;
  /** The last word of each observer. */
  ratings: {name: string; person: string; rating: Rating; text: string}[];
  /** Attacks that the script has for this objective. */
  attacks: string[];
}

/** What there is to rate: each objective, and behind it its tasks. */
export function ratedRows(view: LiveView): RatedRow[] {
  return (view.opened?.objectives ?? []).flatMap(({id, text, csf, tasks}) => {
    const attacks = (view.script?.injects ?? []).flatMap(({objectives, attack}) =>
      attack !== undefined && objectives.includes(id) ? [attack] : [],
    );
    const own = {objective: id, text, attacks, ratings: ratingsOf(view, id), ...(csf !== undefined && {csf})};
    return [
      own,
      ...tasks.map(task => ({
        ...{objective: id, task: task.id, text: task.text, attacks},
        ratings: ratingsOf(view, id, task.id),
      })),
    ];
  });
}

function ratingsOf(view: LiveView, objective: string, task?: string): RatedRow['ratings'] {
  const last = new Map<string, RatedRow['ratings'][number]>();
  for (const {person, rating, text, ...about} of view.observations) {
    if (rating === undefined || about.objective !== objective || about.task !== task) continue;
    last.set(person, {name: nameOf(view, person), person, rating, text});
  }
  return [...last.values()];
}

/** What the machine would say of an attack: never more than a suggestion. Undefined: it has nothing to go by yet. */
export function suggestionOf(row: AttackRow): Rating[] | undefined {
  if (row.isContained && row.contain && 'ms' in row.contain) {
    const inTime = row.contain.ms <= row.contain.slaMs + row.extraMs;
    const isClean = row.harmMs === 0 && row.evidence.every(({state}) => state !== 'lost');
    if (inTime) return isClean ? ['P'] : ['S', 'M'];
    return isClean ? ['S', 'M'] : ['M'];
  }
  // As long as people may still contain it, nothing is settled.
  return row.contain && !row.isOpen ? ['U'] : undefined;
}
