import type {ClusterRequest} from '../../cluster/request.js';
import {type Coverage, makePlan, OWN_COVERAGE, type Plan, type PlanSettings} from '../../drill/plan/plan.js';
import type {Stage} from '../../events/words.js';
import {usageError} from '../../lib/errors.js';
import {chooseScenarios, everyScenario, type LoadedDrill} from '../../scenario/load.js';
import type {RuleSet} from '../../sigma/rule-set.js';
import {loadStack, type Stack} from '../../sources/stack/load.js';
import {stagesOf} from '../../sources/stack/open.js';
import {webhookTarget} from '../../sources/stack/webhook-target.js';
import {readRules} from '../rules/load.js';
import {clusterRequest, type RunFlags, settingChanges} from './options.js';

/** What flags and files come to: everything that a run needs and no cluster can tell. */
export interface Prepared {
  plan: Plan;
  request: ClusterRequest;
  rules: RuleSet;
  /** True when the rules are the user's own: then any alert on the attack counts. */
  anyRule: boolean;
  /** The user's own logging and alerting, where a stack file names it. */
  stack?: Stack;
}

/** What a run of `--all` is called; its rules of play are still those of the drill. */
const EVERYTHING = {id: 'all', title: 'Every scenario'};
const EVERY_VARIANT = {id: 'all-variants', title: 'Every scenario and variant'};

/**
 * Reads every file that a run needs, before anything is touched.
 *
 * @param respond how people respond, where the flags do not say
 * @throws DrillError (exit code 2) with every problem of every file.
 */
export function prepare(
  drill: LoadedDrill,
  ids: readonly string[],
  flags: RunFlags,
  env: NodeJS.ProcessEnv,
  respond?: PlanSettings['respond'],
): Prepared {
  const {played, chosen} = choose(drill, ids, flags);
  const rules = readRules(flags);
  const stack = flags.stack === undefined ? undefined : loadStack(flags.stack, env);
  const request = clusterRequest(flags, env);
  return {
    plan: makePlan(
      played,
      chosen,
      {...(respond && {respond}), ...settingChanges(flags)},
      {coverage: coverageOf(stack, flags), named: ids.length > 0},
    ),
    request: {...request, ...(stack && webhookTarget(stack))},
    rules,
    anyRule: flags.rules !== undefined,
    ...(stack && {stack}),
  };
}

/** The scenarios, and what the run of them is called. */
function choose(drill: LoadedDrill, ids: readonly string[], flags: RunFlags) {
  if (flags.all && ids.length) throw usageError(`--all is every scenario: leave out ${ids.join(', ')}`);
  if (flags.variants && !flags.all) throw usageError('--variants goes with --all', ['name a variant as ID:VARIANT']);
  const {variants = false} = flags;
  if (flags.all) {
    return {played: {...drill, ...(variants ? EVERY_VARIANT : EVERYTHING)}, chosen: everyScenario(variants)};
  }
  const chosen = chooseScenarios(ids.length ? ids : drill.chosen);
  const twice = chosen.find((s, index) => chosen.findIndex(other => other.id === s.id) !== index);
  if (twice) throw usageError(`${twice.id} is named twice`, ['name each scenario once']);
  return {played: drill, chosen};
}

/** A cluster's own audit log is followed whatever the stack names, where there is one to follow. */
function coverageOf(stack: Stack | undefined, flags: RunFlags): Coverage {
  if (!stack) return OWN_COVERAGE;
  const isReadable = flags.cluster !== 'existing' || flags.auditLog !== undefined;
  return {stages: new Set<Stage>([...stagesOf(stack), ...(isReadable ? (['audited'] as const) : [])]), sla: stack.sla};
}
