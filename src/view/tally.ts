import {VERDICTS, type Verdict} from '../events/words.js';
import type {RunView} from './view.js';

/** How many scenarios ended with each verdict, without the zeros, in the order of `VERDICTS`. */
export const tally = (view: RunView): [Verdict, number][] =>
  VERDICTS.map((verdict): [Verdict, number] => [
    verdict,
    view.scenarios.filter(s => s.verdict === verdict).length,
  ]).filter(([, count]) => count > 0);

/** `4 detected · 1 prevented · 1 MISSED`-like counts as one piece of text, with `between` between them. */
export const tallyText = (view: RunView, between: string): string =>
  tally(view)
    .map(([verdict, count]) => `${count} ${verdict}`)
    .join(between);

/** Objects that the run created and could not take away again: by the inventory at the end, or by scenario until then. */
export const leftBehind = (view: RunView): string[] =>
  view.cleanup?.left ?? view.scenarios.flatMap(s => s.cleaned?.left ?? []);
