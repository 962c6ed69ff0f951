import type {AuditPolicy} from '../../audit/policy-schema.js';
import {policyFor} from '../../cluster/audit-policy.js';
import {whyNothingAlerts} from '../../drill/plan/alerting-rules.js';
import {budgetText, budgetUpTo} from '../../drill/plan/budget.js';
import type {Plan} from '../../drill/plan/plan.js';
import {type PlannedStep, planSteps} from '../../drill/plan/preview.js';
import {type Runner, roleFor} from '../../drill/plan/role.js';
import type {PlannedExpectation} from '../../events/events.js';
import {nameProblems} from '../../kube/object-names.js';
import {realClock} from '../../lib/clock.js';
import {formatDuration} from '../../lib/duration.js';
import {usageError} from '../../lib/errors.js';
import {problemLine} from '../../lib/yaml/yaml-file.js';
import {invalid, loadDrill} from '../../scenario/load.js';
import {namedFor} from '../../sources/kit/source-type.js';
import type {Source} from '../../sources/source.js';
import {alertingOf, openAlone} from '../../sources/stack/open.js';
import type {Define} from '../define.js';
import {type GlobalFlags, writeJson, writeLines, writeText} from '../io.js';
import {rightsProblems} from '../lint/rights.js';
import {type Nameable, ownOf, unknownRules} from '../lint/rule-names.js';
import {scenarioWarnings} from '../lint/scenario-warnings.js';
import {rulesJson, tellRules} from '../rules/load.js';
import {PLACEHOLDERS_HELP} from '../rules/placeholders.js';
import type {RunFlags} from '../run/options.js';
import {type Prepared, prepare} from '../run/prepare.js';
import {ownRules, scenarioOptions} from '../run/scenario-options.js';
import {table} from '../table.js';

const EXAMPLES = `
Examples:
  kubedrill plan
  kubedrill plan secrets-listed --audit-policy ./my-policy.yaml
  kubedrill plan --role drill-user | kubectl apply -f -
  kubedrill plan --all --rbac --namespace drills | kubectl apply -f -
  kubedrill plan --json`;

/** `kubedrill plan`: every request that a run would make, and what an audit policy makes of it. Touches nothing. */
export const define: Define = (command, io, done) => {
  scenarioOptions(command)
    .option('--audit-policy <file>', 'the policy to ask')
    .addOption(ownRules())
    .option('--placeholders <file>', PLACEHOLDERS_HELP)
    .option('--stack <file>', 'what your own stack adds: expectations, SLAs, and the latency budget')
    .option('--role [user]', 'print the permissions that the drill needs, as a role to apply')
    .option('--rbac', 'the same for a ServiceAccount, which is printed too: to run the drill in the cluster')
    .option(
      '--namespace <name>',
      'with --rbac: the namespace of the ServiceAccount, which must exist (default: default)',
    )
    .option('--name <name>', 'with --rbac: the name of ServiceAccount, role and binding (default: kubedrill)')
    .option('--sla <duration>', 'one SLA for every expectation, such as 10s')
    .option('--sla-factor <number>', 'multiply every SLA')
    .addHelpText('after', EXAMPLES)
    .action((ids: string[]) => {
      const flags = command.optsWithGlobals<RunFlags & GlobalFlags & RoleFlags>();
      const runner = runnerOf(flags);
      const drill = loadDrill(flags.drill);
      const prepared = prepare(drill, ids, {...flags, cluster: 'auto'}, io.env);
      const {plan, request, rules, stack} = prepared;
      refuseMistakes(plan, {rules, stack});
      if (runner) {
        writeText(io, roleFor(plan, runner, stack));
        return done(0);
      }
      tellRules(io, rules, flags);
      const {policy, warnings: policyWarnings} = policyFor(request);
      const warnings = [...scenarioWarnings(plan), ...policyWarnings];
      const sources = stack
        ? openAlone(stack, {clock: realClock, rules: rules, startedAt: realClock.wall()}).flatMap(s => s.source ?? [])
        : [];
      const scenarios = preview(prepared, policy);
      if (flags.json)
        writeJson(io, {
          ...{drill: plan.drill, settings: plan.settings, scenarios, warnings, rules: rulesJson(rules)},
          ...(stack && {budget: sources.map(({id, stage, budget}) => ({source: id, stage, ...budget}))}),
        });
      else {
        const told = scenarios.flatMap(s => [
          s.id,
          ...s.expectations.flatMap(e => expected(e, sources)),
          ...s.ruleNames.map(names => `    by ${names}`),
          ...s.unalerted.map(why => `  ! ${why}: nothing will alert`),
          ...indented(table(s.steps.map(rowOf))).split('\n'),
        ]);
        const budget = sources.length ? ['latency budget of the stack', ...sources.map(budgetLine)] : [];
        writeLines(io, [...told, ...budget, ...warnings.map(problemLine)]);
      }
      done(0);
    });
};

interface RoleFlags {
  role?: string | true;
  rbac?: true;
  namespace?: string;
  name?: string;
}

/**
 * For whom permissions are to be printed; undefined where none are.
 *
 * @throws DrillError (exit code 2) for flags that do not go together, and names that Kubernetes refuses.
 */
function runnerOf({role, rbac, namespace, name}: RoleFlags): Runner | undefined {
  if (rbac && role !== undefined) {
    throw usageError('--role is for a user and --rbac for a ServiceAccount: a role has one of them', [
      'print them one after the other',
    ]);
  }
  if (rbac) return accountOf(name ?? 'kubedrill', namespace ?? 'default');
  for (const [flag, given] of Object.entries({namespace, name})) {
    if (given !== undefined) throw usageError(`--${flag} is for the ServiceAccount that --rbac prints`, ['add --rbac']);
  }
  return role === undefined ? undefined : {user: role === true ? 'kubedrill' : role};
}

function accountOf(name: string, namespace: string): Runner {
  const problem = nameProblem('--namespace', 'Namespace', namespace) ?? nameProblem('--name', 'ServiceAccount', name);
  if (problem) throw usageError(problem, ['the API server would refuse it']);
  return {serviceAccount: name, namespace};
}

function nameProblem(flag: string, kind: string, given: string): string | undefined {
  const [problem] = nameProblems(kind, given);
  return problem && `${flag} ${given}: ${problem}`;
}

/** Each scenario with what is expected of it, who may alert on it, and its requests. */
function preview({plan, rules, anyRule, stack}: Prepared, policy: AuditPolicy) {
  const own = stack && alertingOf(stack);
  const alerting = {rules, anyRule, sources: own?.map(config => config.type) ?? ['rules']};
  return plan.scenarios.map((scenario, i) => {
    const expectations = plan.planned[i]?.expectations ?? [];
    const alerts = expectations.filter(e => e.stage === 'alerted');
    return {
      id: scenario.id,
      expectations,
      steps: planSteps(scenario, plan, policy),
      ruleNames: rulesNamed(alerts, own ?? []),
      unalerted: [...new Set(alerts.flatMap(e => whyNothingAlerts(e, alerting) ?? []))],
    };
  });
}

/** Which rules a stack has for what is expected: those of the stack file, else those that scenarios name. */
const rulesNamed = (expectations: readonly PlannedExpectation[], sources: ReturnType<typeof alertingOf>): string[] =>
  expectations.flatMap(expected => sources.flatMap(config => namedFor(config, expected) ?? []));

/** What a run would find out only once it has begun. @throws DrillError (exit code 2) with every place. */
function refuseMistakes(plan: Plan, nameable: Nameable): void {
  const problems = [...rightsProblems(plan), ...unknownRules(ownOf(plan.scenarios), nameable)];
  if (problems.length) throw invalid(problems);
}

/** What is promised, beside what the stack may take by its own intervals. */
function expected({stage, withinMs, rule}: PlannedExpectation, sources: readonly Source[]): string[] {
  const told = `expects ${stage} within ${formatDuration(withinMs)}${rule ? `, rule ${rule}` : ''}`;
  const may = budgetUpTo(sources, stage);
  if (may <= withinMs) return [`  ${told}`];
  return [`  ${told}`, `  ! the stack may take ${formatDuration(may)} to ${stage}: it may be late or missed`];
}

const budgetLine = (source: Source): string => `  ${source.stage} by ${budgetText(source)}`;

const rowOf = ({step, actor, method, path, level, rule, ruleText}: PlannedStep): string[] => {
  const logged = level === 'None' ? `! not audited: ${ruleText ?? 'no rule matches'}` : `${level}, policy rule ${rule}`;
  return [step, actor, `${method} ${path}`, logged];
};

const indented = (text: string): string => text.replace(/^(?=.)/gm, '  ');
