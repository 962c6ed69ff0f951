import {VERDICTS} from '../events/words.js';
import {attemptsOf, type Ending, endingOf} from './nightly/attempts.js';
import type {RunView} from './view.js';

/** Every way in which a scenario may end, in the order in which they are counted. */
export const ENDINGS: readonly Ending[] = [...VERDICTS, 'flaky'];

/** How many scenarios ended so, without the zeros, in the order of `VERDICTS`; those whose attempts disagree apart. */
export const tally = (view: RunView): [Ending, number][] =>
  ENDINGS.map((ending): [Ending, number] => [ending, view.scenarios.filter(s => endingOf(s) === ending).length]).filter(
    ([, count]) => count > 0,
  );

/** `4 detected · 1 prevented · 1 MISSED`-like counts as one piece of text, with `between` between them. */
export const tallyText = (view: RunView, between: string): string =>
  tally(view)
    .map(([verdict, count]) => `${count} ${verdict}`)
    .join(between);

/** Objects that the run created and could not take away again: by the inventory at the end, or by scenario until then. */
export const leftBehind = (view: RunView): string[] =>
  view.cleanup?.left ?? view.scenarios.flatMap(attemptsOf).flatMap(s => s.cleaned?.left ?? []);
