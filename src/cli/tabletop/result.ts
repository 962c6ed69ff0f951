import {formatDuration} from '../../lib/duration.js';
import {EXIT} from '../../lib/errors.js';
import type {Played} from '../../report/aar/people.js';
import type {ScoreCard} from '../../score/card.js';
import {heldGates} from '../../score/gates.js';
import {scoreResponse} from '../../score/response-card.js';
import {drillEnd} from '../../view/live/exercise.js';
import {wrapWords} from '../../view/text.js';
import {tableWords} from './words.js';

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
  const {result: words} = tableWords(live.opened?.language ?? 'en');
  const facts = [
    ...words.counts({
      ...{found: live.cards.length, laid: Object.keys(live.laid).length, inVain},
      ...{written: live.picked.filter(({written}) => written).length, picked: live.picked.length},
      ...{contained, attacks: attacks.length, decided, notices: live.notices.length},
    }),
    ...(response?.total === undefined ? [] : [words.response(response.total)]),
    ...heldGates(view, card.total).map(({name, held, detail}) => words.gate(name, held, detail)),
  ];
  return [
    '',
    words.head(live.opened?.title ?? '', formatDuration(drillEnd(view.exercise, view.nowMs)), mark),
    ...facts.flatMap(fact => wrapWords(fact, width - 2).map((line, index) => `${index ? '    ' : '  '}${line}`)),
    ...reports.map(path => `  ${path}`),
  ];
}

/** Whether people held the gates that are about them: what machines made of the attacks was recorded, and is no result. */
export const tableExit = (view: Played, {total}: ScoreCard): number =>
  heldGates(view, total).some(({held, undecided}) => !held && !undecided) ? EXIT.missed : EXIT.ok;
