import {readFileSync} from 'node:fs';
import {parsePolicy} from '../../audit/policy.js';
import {type PlannedStep, planSteps} from '../../drill/preview.js';
import {roleFor} from '../../drill/role.js';
import {formatDuration} from '../../lib/duration.js';
import {problemLine} from '../../lib/yaml-file.js';
import {loadDrill} from '../../scenario/load.js';
import {type GlobalFlags, writeJson, writeText} from '../io.js';
import type {Define} from '../main.js';
import type {RunFlags} from '../run/options.js';
import {prepare} from '../run/prepare.js';
import {table} from '../table.js';

const EXAMPLES = `
Examples:
  kubedrill plan
  kubedrill plan secrets-listed --audit-policy ./my-policy.yaml
  kubedrill plan --role drill-user | kubectl apply -f -
  kubedrill plan --json`;

/** `kubedrill plan`: every request that a run would make, and what an audit policy makes of it. Touches nothing. */
export const define: Define = (command, io, done) => {
  command
    .argument('[scenarios...]', 'scenario ids, ID:VARIANT, or files of your own; default: those of the drill')
    .option('--drill <id>', 'a drill of drills/, or a file', 'core')
    .option('--all', "every scenario instead of the drill's, by the drill's rules of play")
    .option('--audit-policy <file>', 'the policy to ask')
    .option('--rules <path...>', 'your own Sigma rules instead of those of kubedrill')
    .option('--stack <file>', 'what your own stack adds: expectations and SLAs')
    .option('--role [user]', 'print the permissions that the drill needs, as a role to apply')
    .option('--sla <duration>', 'one SLA for every expectation, such as 10s')
    .option('--sla-factor <number>', 'multiply every SLA')
    .addHelpText('after', EXAMPLES)
    .action((ids: string[]) => {
      const flags = command.optsWithGlobals<RunFlags & GlobalFlags & {role?: string | true}>();
      const drill = loadDrill(flags.drill);
      const {plan, request, rules, stack} = prepare(drill, ids, {...flags, cluster: 'auto'}, io.env);
      if (flags.role !== undefined) {
        writeText(io, roleFor(plan, flags.role === true ? 'kubedrill' : flags.role, stack));
        return done(0);
      }
      const {policy, warnings} = parsePolicy(readFileSync(request.auditPolicy, 'utf8'), request.auditPolicy);
      const scenarios = plan.scenarios.map((scenario, i) => ({
        id: scenario.id,
        expectations: plan.planned[i]?.expectations ?? [],
        steps: planSteps(scenario, plan, policy),
        missingRules: scenario.expect.flatMap(e => (e.rule && !rules.rules.some(r => r.id === e.rule) ? [e.rule] : [])),
      }));
      if (flags.json) writeJson(io, {drill: plan.drill, settings: plan.settings, scenarios, warnings});
      else {
        const told = scenarios.map(s =>
          [
            s.id,
            ...s.expectations.map(
              e => `  expects ${e.stage} within ${formatDuration(e.withinMs)}${e.rule ? `, rule ${e.rule}` : ''}`,
            ),
            ...s.missingRules.map(rule => `  ! rule ${rule} is not loaded: nothing will alert`),
            indented(table(s.steps.map(rowOf))),
          ].join('\n'),
        );
        writeText(io, [...told, ...warnings.map(problemLine)].join('\n'));
      }
      done(0);
    });
};

const rowOf = ({step, actor, method, path, level, rule, ruleText}: PlannedStep): string[] => {
  const logged = level === 'None' ? `! not audited: ${ruleText ?? 'no rule matches'}` : `${level}, policy rule ${rule}`;
  return [step, actor, `${method} ${path}`, logged];
};

const indented = (text: string): string => text.replace(/^(?=.)/gm, '  ');
