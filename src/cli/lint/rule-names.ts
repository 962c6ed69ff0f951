import {resolve, sep} from 'node:path';
import type {Plan} from '../../drill/plan/plan.js';
import {packaged} from '../../lib/paths.js';
import {nearest} from '../../lib/text/suggest.js';
import {type Problem, readYaml} from '../../lib/yaml/yaml-file.js';
import {distinct, placeOf} from './place-of.js';

/** Scenarios of a user's own: those that ship name our rules, whatever others are loaded in their place. */
export const ownOf = (scenarios: Plan['scenarios']): Plan['scenarios'] =>
  scenarios.filter(({file}) => !resolve(file).startsWith(packaged('scenarios') + sep));

/** Expectations, of scenarios and of their variants, that name a rule which is not there. */
export function unknownRules(scenarios: Plan['scenarios'], known: readonly string[]): Problem[] {
  const problems = scenarios.flatMap(scenario => {
    const unknown = scenario.expect.flatMap(({rule}, index) =>
      rule === undefined || known.includes(rule) ? [] : [{rule, index}],
    );
    if (!unknown.length) return [];
    const yaml = readYaml(scenario.file);
    return unknown.map(({rule, index}) => {
      const near = nearest(rule, known);
      const place = placeOf(scenario, yaml, 'expect', index);
      return yaml.at([...place, 'rule'], `there is no rule ${rule}${near ? `: did you mean ${near}?` : ''}`);
    });
  });
  return distinct(problems);
}
