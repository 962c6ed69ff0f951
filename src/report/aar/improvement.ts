import {csvOf} from '../../lib/text/csv.js';
import {type Block, paragraph, type Section} from '../document/document.js';
import {findingsOf} from './findings.js';
import {type Played, who} from './people.js';

/** What is to be changed after a drill: a line of `improvement.csv`. */
export interface Action {
  area: string;
  action: string;
  owner: string;
  /** Dates such as `2026-11-30`; empty: somebody has to say. */
  start: string;
  due: string;
  /** A command that shows whether it has changed. */
  retest: string;
  /** `open`, until somebody writes `done`. */
  state: string;
}

/** The columns of `improvement.csv`, in order, and what they are called. */
export const COLUMNS: Readonly<Record<keyof Action, string>> = {
  area: 'area to improve',
  action: 'corrective action',
  owner: 'owner',
  start: 'start',
  due: 'due',
  retest: 'how it is tested again',
  state: 'state',
};

/**
 * What is to be changed: what people proposed, and what the machine found. What somebody has written into the list of this
 * run before stays.
 *
 * @param kept the list as it is on disk
 */
export function improvementsOf(view: Played, kept: readonly Action[] = []): Action[] {
  const start = (view.started?.at ?? '').slice(0, 10);
  const found = findingsOf(view).flatMap(({area, action, retest}) =>
    action === undefined ? [] : [{area, action, owner: '', start, due: '', retest, state: 'open'}],
  );
  const all = [...proposed(view, start), ...found];
  const fresh = all.filter((one, i) => all.findIndex(other => isSame(one, other)) === i);
  const known = fresh.map(one => kept.find(other => isSame(one, other)) ?? one);
  return [...known, ...kept.filter(one => !fresh.some(other => isSame(one, other)))];
}

const isSame = (a: Action, b: Action): boolean => a.area === b.area && a.action === b.action;

function proposed(view: Played, start: string): Action[] {
  const {improvements, opened, script} = view.exercise.live;
  const drill = view.started?.drill.id ?? '';
  return improvements.map(({text, owner, due = '', objective, person}) => {
    const found = opened?.objectives.find(({id}) => id === objective);
    const ids = [objective, ...(found?.tasks.map(({id}) => id) ?? [])];
    const attack = script?.injects.find(
      inject => inject.attack && inject.objectives.some(id => ids.includes(id)),
    )?.attack;
    return {
      area: found ? `${found.id} ${found.text}` : `proposed by ${who(view, person)}`,
      ...{action: text, owner: owner ?? '', start, due, state: 'open'},
      retest: attack === undefined ? `kubedrill live ${drill}` : `kubedrill run ${attack} --respond`,
    };
  });
}

/** The list as CSV for spreadsheets. */
export const improvementCsv = (actions: readonly Action[]): string =>
  csvOf([Object.values(COLUMNS), ...actions.map(one => Object.keys(COLUMNS).map(key => one[key as keyof Action]))]);

/** The plan, and what is left of the last one. */
export function improvementPlan(view: Played, actions: readonly Action[], before: readonly Action[]): Section {
  const head = ['area to improve', 'corrective action', 'owner', 'start / due', 'how it is tested again'];
  return {
    title: '8 Improvement plan',
    blocks: [
      actions.length ? {kind: 'table', head, rows: actions.map(rowOf)} : paragraph('Nothing was found or proposed.'),
      ...openBefore(view, before),
    ],
  };
}

const rowOf = ({area, action, owner, start, due, retest}: Action) => [
  ...[area, action, owner || 'nobody yet', `${start} / ${due || 'not set'}`],
  {code: retest},
];

/** What the last run of the drill left open, and what this one saw of it. */
function openBefore(view: Played, before: readonly Action[]): Block[] {
  if (!before.length) return [];
  const rows = before.map(({area, action, owner, due, retest}) => [
    ...[area, action, owner || 'nobody yet', due || 'not set'],
    seenAgain(view, retest),
  ]);
  const head = ['area to improve', 'corrective action', 'owner', 'due', 'this time'];
  return [{kind: 'part', title: 'Still open from the last run of this drill', blocks: [{kind: 'table', head, rows}]}];
}

/** What became of the attack that an action is tested by. */
function seenAgain({scenarios}: Played, retest: string): string {
  const id = /^kubedrill run (\S+)/.exec(retest)?.[1]?.replaceAll("'", '');
  const found = scenarios.find(({plan}) => plan.id === id);
  if (!found) return 'played again, not measured';
  const contained = found.contained ? ', contained' : found.asked ? ', not contained' : '';
  return `${found.verdict ?? 'not run'}${contained}`;
}
