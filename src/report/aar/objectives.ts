import {type Objective, objectivesOf} from '../../response/exercise/objectives.js';
import {type Block, list, paragraph, type Section, type Text} from '../document/document.js';
import {type Played, who} from './people.js';

/** What HSEEP calls the ratings, by their letters. */
const RATINGS = {
  P: 'performed without challenges',
  S: 'performed with some challenges',
  M: 'performed with major challenges',
  U: 'unable to be performed',
} as const;

/** What people rated, beside what the machine saw; the machine suggests, and never rates. */
export function objectives(view: Played): Section {
  const all = objectivesOf(view);
  const rows = all.map(one => [
    `${one.objective.id} ${one.objective.text}${one.objective.csf === undefined ? '' : ` (CSF ${one.objective.csf})`}`,
    ratingsText(one, view),
    one.seen.map(({text}) => text).join('; ') || 'nothing',
    one.suggestion ?? '–',
  ]);
  const head = ['objective', 'rated by people', 'what the machine saw', 'it suggests'];
  const legend = Object.entries(RATINGS).map(([letter, words]) => `${letter}: ${words}`);
  return {
    title: '3 Objectives',
    blocks: all.length
      ? [
          {kind: 'table', head, rows},
          {kind: 'paragraph', text: `${legend.join('; ')}. A rating is set by people only.`, look: 'small'},
          ...observations(view),
        ]
      : [paragraph('The drill has no objectives.')],
  };
}

function ratingsText({ratings, objective}: Objective, view: Played): string {
  const told = ratings.map(({rating, person, task, text}) => {
    const what = task === undefined ? '' : ` ${task}`;
    return `${rating}${what} by ${who(view, person)}${text ? `: ${text}` : ''}`;
  });
  const unrated = objective.tasks.filter(({id}) => !ratings.some(({task}) => task === id)).map(({id}) => id);
  return [
    ...(told.length ? told : ['not rated']),
    ...(told.length && unrated.length ? [`not rated: ${unrated.join(', ')}`] : []),
  ].join('; ');
}

/** What observers wrote down without a rating. */
function observations(view: Played): Block[] {
  const plain = view.exercise.live.observations.filter(({rating}) => rating === undefined);
  if (!plain.length) return [];
  const texts = plain.map(({text, person, inject, objective, task}): Text => {
    const about = [inject, task ?? objective].filter(Boolean).join(' ');
    return `${about ? `${about}: ` : ''}${text} (${who(view, person)})`;
  });
  return [{kind: 'part', title: 'What observers wrote down', blocks: [list(texts)]}];
}
