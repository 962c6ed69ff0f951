import type {Stage} from '../events/words.js';
import {formatDuration} from '../lib/duration.js';
import {linkBudget, linkTimes} from '../view/link-times.js';
import type {RunView, ScenarioView} from '../view/view.js';
import {linkFigures} from './figures.js';
import {stageWord} from './stages.js';

/** A table of texts, the same in every report. */
export interface LinkTable {
  head: string[];
  rows: string[][];
  /** Columns with numbers, from 0. */
  numeric: number[];
}

const range = (from: number, count: number): number[] => Array.from({length: count}, (_, i) => from + i);
const time = (ms: number | undefined): string => (ms === undefined ? '' : formatDuration(ms));

/** Every link over all scenarios: what it took on its own beside what it may, and since the attack beside its SLA. */
export function figuresTable(view: RunView): LinkTable {
  const figures = linkFigures(view);
  return {
    head: [
      ...['link', 'on its own: p50', 'p95', 'budget', 'since the attack: p50', 'p95', 'tightest SLA', 'measured'],
      ...(figures.some(f => f.budget) ? ['what the budget is made of'] : []),
    ],
    rows: figures.map(({stage, own, since, slaMs, budget, of}) => [
      ...[stage, time(own.p50), time(own.p95), time(budget?.ms)],
      ...[time(since.p50), time(since.p95), time(slaMs), String(of)],
      ...(figures.some(f => f.budget) ? [budget?.why ?? ''] : []),
    ]),
    numeric: range(1, 7),
  };
}

/** Where the SLA of each scenario went: what each link took of it on its own, and what was left. */
export function sharesTable(view: RunView): LinkTable {
  const stages = linkFigures(view).map(f => f.stage);
  const measured = view.scenarios.filter(s => linkTimes(s).length);
  const budgets = stages.map(stage => linkBudget(view, stage)?.ms);
  const known = budgets.filter(ms => ms !== undefined);
  const total = known.length ? time(known.reduce((sum, ms) => sum + ms, 0)) : '';
  return {
    head: ['scenario', ...stages, 'together', 'SLA', 'left of it'],
    rows: [
      ...measured.map(s => [s.plan.title, ...sharesOf(s, stages)]),
      ...(known.length ? [['budget: may take', ...budgets.map(time), total, '', '']] : []),
    ],
    numeric: range(1, stages.length + 3),
  };
}

function sharesOf(scenario: ScenarioView, stages: readonly Stage[]): string[] {
  const times = linkTimes(scenario);
  const together = Math.max(0, ...times.map(t => t.sinceMs));
  const cells = stages.map(stage => time(times.find(t => t.stage === stage)?.ownMs) || stageWord(scenario, stage));
  // The SLA of the whole is that of the last link; where that was not reached, there is none to be left over.
  const last = times.find(t => t.stage === stages.at(-1));
  const left = last?.slaMs === undefined ? undefined : last.slaMs - last.sinceMs;
  return [
    ...cells,
    ...[time(together), time(last?.slaMs)],
    left === undefined ? '' : left < 0 ? `${formatDuration(-left)} over` : time(left),
  ];
}
