import {evaluatePolicy} from '../../audit/policy.js';
import {readPolicy} from '../../audit/policy-file.js';
import type {AuditPolicy} from '../../audit/policy-schema.js';
import {type Clock, realClock} from '../../lib/clock.js';
import {packaged} from '../../lib/paths.js';
import {readYaml} from '../../lib/yaml/yaml-file.js';
import {loadScenarios} from '../../scenario/load.js';
import {type LoadedRules, loadRules} from '../../sigma/load/load.js';
import {loadedCount} from '../../sigma/load/loaded.js';
import type {FieldCensus} from '../../sigma/reason/field-census.js';
import {lintRules, lintUnseen} from '../../sigma/reason/lint.js';
import type {RuleSet} from '../../sigma/rule-set.js';
import {compileOptions} from '../rules/load.js';
import {lintCatalogue} from './catalogue.js';
import {lintDrills} from './drills.js';
import {type Finding, findings} from './finding.js';
import {lintFleet} from './nightly/fleet.js';
import {lintHistory} from './nightly/history.js';
import {planOf} from './plan-of.js';
import {lintProcedures} from './procedures.js';
import {rightsProblems} from './rights.js';
import {ownOf, unknownRules} from './rule-names.js';

/** Which files are checked; what is not named is what ships with kubedrill. */
export interface LintRequest {
  scenarios?: readonly string[];
  drills?: readonly string[];
  rules?: readonly string[];
  auditPolicy?: string;
  historyFile?: string;
  fleet?: string;
  placeholders?: string;
  repairFields?: boolean;
}

/** The rules that are checked, with what is wrong with their files. */
export const rulesToLint = (request: LintRequest): LoadedRules =>
  loadRules(request.rules ?? [packaged('rules')], compileOptions(request));

/** Checks all files together: alone, against each other, and with a census of these rules against recorded events. */
export function lintFiles(
  request: LintRequest,
  {set, problems: broken}: LoadedRules = rulesToLint(request),
  census?: FieldCensus,
  clock: Pick<Clock, 'wall'> = realClock,
): {problems: Finding[]; checked: Record<string, number>} {
  const policyFile = request.auditPolicy ?? packaged('audit-policy.yaml');
  const {policy, warnings} = readPolicy(policyFile);
  const {scenarios, problems: invalid} = loadScenarios(request.scenarios);
  // The drills that ship with kubedrill are about the scenarios that do.
  const ownDrills = request.scenarios ? [] : [packaged('drills')];
  const drills = lintDrills(request.drills ?? ownDrills, scenarios);
  const procedures = lintProcedures({
    scenarios,
    named: drills.procedures,
    whole: request.scenarios === undefined,
    clock,
  });
  const planned = planOf(scenarios).scenarios;
  const nameless = unknownRules(request.rules ? ownOf(planned) : planned, {rules: set});
  const context = {levelFor: levelIn(policy), census};
  const linted = lintRules(set, context);
  const found: Finding[] = [
    ...findings('audit-policy', warnings),
    ...broken.map(p => ({...p, severity: 'error', check: 'rule'}) as const),
    ...nothingIn(request.rules, set),
    ...linted.map(p => ({...p, message: `${p.message}; ${p.next}`, severity: 'warning' as const})),
    ...(census
      ? lintUnseen(set, {...context, census}).map(p => ({
          ...p,
          message: `${p.message}; ${p.next}`,
          severity: 'note' as const,
        }))
      : []),
    ...findings('scenario', [...invalid, ...nameless]),
    ...scenarios.flatMap(({warnings: mild}) => findings('unknown-body-field', mild)),
    ...findings('rights', rightsProblems(planOf(scenarios.filter(s => !invalid.some(p => p.file === s.file))))),
    ...drills.problems,
    ...procedures.problems,
    ...lintHistory(request.historyFile, scenarios, clock),
    ...lintFleet(request.fleet),
  ];
  // Attacks are foreseen from scenarios in which nothing is wrong.
  const dead = new Set(linted.filter(p => p.never).map(p => p.rule));
  const named = request.rules === undefined;
  const aboutRules = !named || request.scenarios === undefined;
  const catalogue = {scenarios, rules: set, dead, named, aboutRules, policy, policyFile: readYaml(policyFile)};
  return {
    problems: invalid.length ? found : [...found, ...lintCatalogue(catalogue)],
    checked: {
      ...{scenarios: scenarios.length, drills: drills.count, procedures: procedures.count, rules: loadedCount(set)},
      ...(set.skipped.length > 0 && {'skipped rules': set.skipped.length}),
    },
  };
}

/** Files without a rule; where nothing at all is left to ask, that is what is wrong. */
function nothingIn(paths: readonly string[] | undefined, set: RuleSet): Finding[] {
  const empty = set.skipped.filter(({why}) => why === 'empty');
  const found = empty.map(p => ({...p, severity: 'warning', check: 'empty-file'}) as const);
  if (!paths || set.skipped.length || loadedCount(set)) return found;
  const message = 'there is no rule file in this folder: their names end in .yml or .yaml';
  return paths.map(file => ({file, line: 1, column: 1, message, severity: 'error', check: 'rule'}));
}

/** The level at which a policy logs a request of somebody unknown to it. */
const levelIn =
  (policy: AuditPolicy) => (verb: string, resource: string, subresource: string | undefined, apiGroup: string) =>
    evaluatePolicy(policy, {
      user: {username: 'somebody', groups: ['system:authenticated']},
      info: {verb, path: '', isResource: true, resource, apiGroup, ...(subresource !== undefined && {subresource})},
    }).level;
