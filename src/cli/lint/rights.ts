import type {Plan} from '../../drill/plan.js';
import {type StepStanding, standings} from '../../drill/rights/standing.js';
import {type Problem, readYaml} from '../../lib/yaml-file.js';
import type {Scenario} from '../../scenario/schema.js';

/**
 * Steps that need a right which their scenario gives nobody: the cluster would refuse them, and the refusal would say
 * nothing of the cluster. Each is told at its step, or at the actor of a variant that takes a step of the scenario's.
 */
export function rightsProblems(plan: Plan): Problem[] {
  const problems = plan.scenarios.flatMap(scenario => {
    const yaml = readYaml(scenario.file);
    return standings(scenario, plan)
      .filter(({standing}) => standing === 'lacking')
      .map(step => yaml.at(placeOf(step, scenario, yaml.values[0]), messageOf(step)));
  });
  const lines = new Map(problems.map(p => [`${p.file}:${p.line}:${p.column} ${p.message}`, p]));
  return [...lines.values()];
}

const messageOf = ({step, who, lacking}: StepStanding): string =>
  `step ${step} needs the right to ${lacking.join(' and ')}, and ${who} has none: add it to actor.rules or ` +
  'actor.clusterRules, or say `toBeRefused: true` where the refusal is the point';

type Sections = Readonly<Record<string, unknown>>;

function placeOf({section, index}: StepStanding, {id}: Scenario, file: unknown): PropertyKey[] {
  const [, variant] = id.split(':');
  if (variant === undefined) return [section, index];
  const changed = (file as {variants?: Record<string, Sections>}).variants?.[variant] ?? {};
  if (section in changed) return ['variants', variant, section, index];
  return 'actor' in changed ? ['variants', variant, 'actor'] : [section, index];
}
