import {dirname} from 'node:path';
import type {Clock} from '../../lib/clock.js';
import {packaged} from '../../lib/paths.js';
import {partsOf} from '../../scenario/containment.js';
import {type LoadedScenario, yamlFiles} from '../../scenario/load.js';
import {type LoadedProcedure, loadProcedure, procedureFile} from '../../scenario/procedures/load.js';
import type {ProcedureStep} from '../../scenario/procedures/schema.js';
import type {Respond} from '../../scenario/respond.js';
import {type Finding, findings} from './finding.js';

/** After this many months a procedure names people, tools and rights that there no longer are. */
const FRESH_MONTHS = 12;

/** What procedures are held against. */
export interface Procedures {
  scenarios: readonly LoadedScenario[];
  /** Files that drills name beside those of their scenarios. */
  named?: readonly string[];
  /** Whether the scenarios are those of the package: then all of its procedures are looked at. */
  whole: boolean;
  clock: Pick<Clock, 'wall'>;
}

/** A procedure's file, and what the scenarios that name it ask of people. */
interface Used {
  file: string;
  by: Respond[];
}

/** Holds written procedures against the scenarios that name them, and against the calendar. */
export function lintProcedures({scenarios, named = [], whole, clock}: Procedures): {
  problems: Finding[];
  count: number;
} {
  const used = usedBy(scenarios);
  const own = whole ? yamlFiles([packaged('procedures')]) : [];
  const files = new Set([...own, ...named, ...used.map(({file}) => file)]);
  const problems = [...files].flatMap(file => {
    const {procedure, problems: broken} = loadProcedure(file);
    // What is wrong with one that a scenario or a drill names was told with it.
    const isNamed = named.includes(file);
    if (!procedure) return isNamed || used.some(u => u.file === file) ? [] : findings('procedure', broken);
    const by = used.find(u => u.file === file)?.by ?? [];
    const idle = isNamed ? [] : unused(procedure);
    return [...(by.length ? unseen(procedure, by) : idle), ...stale(procedure, clock.wall())];
  });
  return {problems, count: files.size};
}

function usedBy(scenarios: readonly LoadedScenario[]): Used[] {
  const used = new Map<string, Respond[]>();
  for (const {file, respond, variants} of scenarios) {
    for (const part of [respond, ...Object.values(variants).map(variant => variant.respond)]) {
      if (part?.procedure === undefined) continue;
      const path = procedureFile(part.procedure, file);
      used.set(path, [...(used.get(path) ?? []), part]);
    }
  }
  return [...used].map(([file, by]) => ({file, by}));
}

const warning = ({yaml}: LoadedProcedure, path: PropertyKey[], message: string, check: Finding['check']): Finding => ({
  ...yaml.at(path, message, 'warning'),
  check,
});

const unused = (procedure: LoadedProcedure): Finding[] => [
  warning(procedure, ['title'], `no scenario names the procedure ${procedure.id}`, 'unused-procedure'),
];

/** Steps that nothing could ever show: no scenario that names the procedure has such a check, or such evidence. */
const unseen = (procedure: LoadedProcedure, by: readonly Respond[]): Finding[] =>
  procedure.steps.flatMap(({seen}, index) => {
    const missing = missingIn(seen, by);
    if (missing === undefined) return [];
    const message = `no scenario that names ${procedure.id} ${missing}: nothing can show this step`;
    return [warning(procedure, ['steps', index, 'seen'], message, 'unseen-step')];
  });

function missingIn(seen: ProcedureStep['seen'], by: readonly Respond[]): string | undefined {
  if (typeof seen !== 'object') return undefined;
  if ('check' in seen) {
    const isThere = by.some(({contain}) => contain.checks.flatMap(partsOf).some(part => seen.check in part));
    return isThere ? undefined : `has the check ${seen.check}`;
  }
  const isThere = by.some(({preserve}) => preserve.some(({resource}) => resource === seen.preserved));
  return isThere ? undefined : `has ${seen.preserved} to preserve`;
}

/** Those of the package are reviewed by its maintainers: who uses it can do nothing about their age. */
function stale(procedure: LoadedProcedure, now: Date): Finding[] {
  const {reviewed, file} = procedure;
  const due = new Date(reviewed);
  const ahead = due.getTime() > now.getTime();
  due.setUTCMonth(due.getUTCMonth() + FRESH_MONTHS);
  if (!ahead && due.getTime() >= now.getTime()) return [];
  const message = ahead
    ? `${reviewed} has not come yet: say when the procedure was reviewed`
    : `the last review, on ${reviewed}, is more than ${FRESH_MONTHS} months ago`;
  const found = warning(procedure, ['reviewed'], message, 'stale-procedure');
  return [dirname(file) === packaged('procedures') ? {...found, severity: 'note'} : found];
}
