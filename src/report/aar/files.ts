import {createHash} from 'node:crypto';
import {existsSync, lstatSync, readdirSync, readFileSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {readCsv} from '../../scenario/msel/csv.js';
import type {ScoreCard} from '../../score/card.js';
import {pageOf} from '../html/page.js';
import {markdownOf} from '../markdown/markdown.js';
import {aarOf} from './aar.js';
import {mselCsv} from './annex.js';
import {type Action, COLUMNS, improvementCsv, improvementsOf} from './improvement.js';
import type {Played} from './people.js';

/** The improvement plan of a run, in its folder. */
export const PLAN = 'improvement.csv';

/**
 * The after-action report of a drill with people and what belongs to it, by the names of the files.
 *
 * @param dir the folder of the run
 * @param told takes the names of people out of a text of another file
 */
export function aarFiles(
  view: Played,
  card: ScoreCard,
  dir: string,
  told?: (text: string) => string,
): Record<string, string> {
  const actions = improvementsOf(view, told ? [] : planIn(dir));
  const open = openBefore(dir, view.started?.drill.id ?? '');
  const before = told ? open.map(one => withoutNames(one, told)) : open;
  const sha256 = hashOf(join(dir, 'events.ndjson'));
  const document = aarOf(view, card, {actions, before, ...(sha256 !== undefined && {sha256})});
  return {
    'aar.md': markdownOf(document),
    'aar.html': pageOf(document),
    [PLAN]: improvementCsv(actions),
    'msel.csv': mselCsv(view),
  };
}

/** Who has to do it is a name that no run says. */
const withoutNames = (one: Action, told: (text: string) => string): Action => ({
  ...one,
  ...{area: told(one.area), action: told(one.action), owner: ''},
});

const hashOf = (file: string): string | undefined =>
  existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : undefined;

/** The plan that is kept in a folder of a run; one that cannot be read is none. */
function planIn(dir: string): Action[] {
  const file = join(dir, PLAN);
  try {
    const [head = [], ...rows] = readCsv(readFileSync(file, 'utf8'));
    const at = new Map(Object.entries(COLUMNS).map(([key, title]) => [key, head.indexOf(title)] as const));
    const cell = (row: readonly string[], key: keyof Action) => row[at.get(key) ?? -1] ?? '';
    return rows
      .map(row => ({
        ...{area: cell(row, 'area'), action: cell(row, 'action'), owner: cell(row, 'owner')},
        ...{start: cell(row, 'start'), due: cell(row, 'due'), retest: cell(row, 'retest'), state: cell(row, 'state')},
      }))
      .filter(({action}) => action !== '');
  } catch {
    return [];
  }
}

const isOpen = ({state}: Action): boolean => !/^(done|closed)$/i.test(state.trim());

/**
 * What the last run of a drill before this one left open: the lines of its plan in which nobody has written `done`. One that
 * was called off before anything happened has an empty plan, and hides none that is older.
 *
 * @param dir the folder of this run, which need not exist yet
 */
export function openBefore(dir: string, drill: string): Action[] {
  const runs = dirname(dir);
  const earlier = namesIn(runs)
    .filter(name => name < basename(dir))
    .sort()
    .reverse();
  for (const name of earlier) {
    const plan = isPlanOf(join(runs, name), drill) ? planIn(join(runs, name)) : [];
    if (plan.length) return plan.filter(isOpen);
  }
  return [];
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

/** Whether a folder has the plan of a run of this drill. Links are no folders of runs, wherever they lead. */
function isPlanOf(dir: string, drill: string): boolean {
  if (!lstatSync(dir, {throwIfNoEntry: false})?.isDirectory() || !existsSync(join(dir, PLAN))) return false;
  try {
    const {run} = JSON.parse(readFileSync(join(dir, 'result.json'), 'utf8')) as {run?: {drill?: {id?: string}}};
    return run?.drill?.id === drill;
  } catch {
    return false;
  }
}
