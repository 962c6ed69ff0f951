import type {Plan} from '../../drill/plan/plan.js';
import {type StepStanding, standings} from '../../drill/rights/standing.js';
import {type Problem, readYaml, type YamlFile} from '../../lib/yaml/yaml-file.js';
import type {Scenario} from '../../scenario/schema.js';
import {changedBy, distinct, placeOf} from './place-of.js';

/**
 * Steps that need a right which their scenario gives nobody: the cluster would refuse them, and the refusal would say
 * nothing of the cluster. Each is reported at its step, or at the actor of a variant that takes a step of the
 * scenario's.
 */
export function rightsProblems(plan: Plan): Problem[] {
  const problems = plan.scenarios.flatMap(scenario => {
    const lacking = standings(scenario, plan).filter(({standing}) => standing === 'lacking');
    if (!lacking.length) return [];
    const yaml = readYaml(scenario.file, {documents: 'one'});
    return lacking.map(step => yaml.at(placeOfRight(step, scenario, yaml), messageOf(step)));
  });
  return distinct(problems);
}

const messageOf = ({step, who, lacking}: StepStanding): string =>
  `step ${step} needs the right to ${lacking.join(' and ')}, and ${who} does not have it: add it to actor.rules or ` +
  'actor.clusterRules, or say `toBeRefused: true` where the refusal is the point';

function placeOfRight({section, index}: StepStanding, scenario: Scenario, yaml: YamlFile): PropertyKey[] {
  const changed = changedBy(scenario, yaml);
  const isActorOnly = changed && 'actor' in changed.sections && !(section in changed.sections);
  return isActorOnly ? ['variants', changed.variant, 'actor'] : placeOf(scenario, yaml, section, index);
}
