import {needsAttention, worstFirst} from '../view/attention.js';
import {verdictWord} from '../view/symbols.js';
import type {RunView, ScenarioView} from '../view/view.js';
import type {UiState} from './ui-state.js';

/**
 * The rows of the board, as places in the plan. While the run goes on they stand as planned, so that nothing moves; at
 * its end the worst stand first. A filter leaves out the rest.
 */
export function shownRows(
  {scenarios, ended}: RunView,
  {filter, onlyBad}: Pick<UiState, 'filter' | 'onlyBad'>,
): number[] {
  const wanted = filter.trim().toLowerCase();
  const ordered = ended ? worstFirst(scenarios) : scenarios;
  const place = new Map(scenarios.map((s, index) => [s, index]));
  return ordered
    .filter(s => (!onlyBad || needsAttention(s)) && (!wanted || wordsOf(s).includes(wanted)))
    .map(s => place.get(s) ?? 0);
}

/** What a filter is compared with: everything that names a scenario, and how it ended. */
function wordsOf({plan, verdict, phase, link}: ScenarioView): string {
  const rules = plan.expectations.map(e => e.rule ?? '');
  const tags = Object.values(plan.tags).flat();
  return [plan.id, plan.title, plan.severity, ...tags, ...rules, verdict && verdictWord(verdict), phase, link?.broken]
    .join('\n')
    .toLowerCase();
}

/**
 * The row that the marker stands on, as a place in the plan: the one that the person has chosen, or the first where it
 * is not shown. At the end it is the worst one, until the person selects.
 */
export function selectionOf(rows: readonly number[], view: RunView, ui: UiState): number {
  const isChosen = rows.includes(ui.selected) && (!view.ended || ui.showScenario);
  return isChosen ? ui.selected : (rows[0] ?? -1);
}
