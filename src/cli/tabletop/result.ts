import {formatDuration} from '../../lib/duration.js';
import {EXIT} from '../../lib/errors.js';
import type {Played} from '../../report/aar/people.js';
import type {ScoreCard} from '../../score/card.js';
import {heldGates} from '../../score/gates.js';
import {scoreResponse} from '../../score/response-card.js';
import {drillEnd} from '../../view/live/exercise.js';
import {wrapWords} from '../../view/text.js';

/** How a table came out, in a few lines: what people found, did and decided, and where the report is. */
export function tableResult(
  view: Played,
  card: ScoreCard,
  mark: string,
  reports: readonly string[],
  width: number,
): string[] {
  const {live} = view.exercise;
  const inVain = live.looks.filter(({card: found}) => found === undefined).length;
  const attacks = view.scenarios.filter(({asked}) => asked);
  const contained = attacks.filter(one => one.contained).length;
  const decided = Object.values(live.questions).filter(({decision}) => decision).length;
  const response = scoreResponse(view);
  const facts = [
    `${live.cards.length} of ${Object.keys(live.laid).length} cards found, ${inVain} looks in vain`,
    `${live.picked.filter(({written}) => written).length} of ${live.picked.length} procedures picked were the written ones`,
    `${contained} of ${attacks.length} attacks contained, ${decided} decisions, ${live.notices.length} notifications`,
    ...(response?.total === undefined ? [] : [`response of people: ${response.total} of 100`]),
    ...heldGates(view, card.total).map(
      ({name, held, detail}) => `${held ? 'held' : 'NOT HELD'}: ${name}${detail ? ` (${detail})` : ''}`,
    ),
  ];
  return [
    '',
    `${live.opened?.title ?? ''}: a tabletop of ${formatDuration(drillEnd(view.exercise, view.nowMs))} · DRILL · ${mark}`,
    ...facts.flatMap(fact => wrapWords(fact, width - 2).map((line, index) => `${index ? '    ' : '  '}${line}`)),
    ...reports.map(path => `  ${path}`),
  ];
}

/** Whether people held the gates that are about them: what machines made of the attacks was recorded, and is no result. */
export const tableExit = (view: Played, {total}: ScoreCard): number =>
  heldGates(view, total).some(({held, undecided}) => !held && !undecided) ? EXIT.missed : EXIT.ok;
