import {resolve, sep} from 'node:path';
import {claimants} from '../../drill/plan/alerting-rules.js';
import type {Plan} from '../../drill/plan/plan.js';
import {packaged} from '../../lib/paths.js';
import {nearest} from '../../lib/text/suggest.js';
import {type Problem, readYaml} from '../../lib/yaml/yaml-file.js';
import type {RuleSet} from '../../sigma/rule-set.js';
import type {Stack} from '../../sources/stack/load.js';
import {distinct, placeOf} from './place-of.js';

/** Scenarios of a user's own: those that ship name our rules, whatever others are loaded in their place. */
export const ownOf = (scenarios: Plan['scenarios']): Plan['scenarios'] =>
  scenarios.filter(({file}) => !resolve(file).startsWith(packaged('scenarios') + sep));

/** What an expectation may name: a rule that is loaded, or one that the stack says rules of its own are for. */
export interface Nameable {
  rules: RuleSet;
  stack?: Stack | undefined;
}

/** Expectations, of scenarios and of their variants, that name a rule which is not there. */
export function unknownRules(scenarios: Plan['scenarios'], {rules: {rules}, stack}: Nameable): Problem[] {
  const mapped = (stack?.sources ?? []).flatMap(source => ('rules' in source ? Object.keys(source.rules) : []));
  const known = [...rules.map(rule => rule.id), ...mapped];
  const problems = scenarios.flatMap(scenario => {
    const unknown = scenario.expect.flatMap(({rule}, index) =>
      rule === undefined || mapped.includes(rule) || claimants({rule}, rules).length ? [] : [{rule, index}],
    );
    if (!unknown.length) return [];
    const yaml = readYaml(scenario.file, {documents: 'one'});
    return unknown.map(({rule, index}) => {
      const near = nearest(rule, known);
      const place = placeOf(scenario, yaml, 'expect', index);
      return yaml.at([...place, 'rule'], `there is no rule ${rule}${near ? `: did you mean ${near}?` : ''}`);
    });
  });
  return distinct(problems);
}
