import type {RuleSet} from '../../sigma/rule-set.js';
import {wantedRules} from '../kit/source-type.js';
import type {ExpectedRule} from '../source.js';
import type {Meant} from './miss.js';

/** Scenarios name Alertmanager's rules once, however its alerts are seen. */
export const PRODUCT = 'alertmanager';

/**
 * Which alerts are meant for what is expected. A rule is another scenario's where the stack file names it for another
 * expectation only, or it is called like another rule of kubedrill's: both are how alerts are told apart that name nobody.
 */
export function meantBy(
  config: {rules: Readonly<Record<string, readonly string[]>>},
  {rules}: RuleSet,
  expected: ExpectedRule,
): Meant {
  const namedFor = (name: string) => Object.keys(config.rules).filter(rule => config.rules[rule]?.includes(name));
  return {
    wanted: wantedRules(PRODUCT, config, expected),
    isOfAnother({id}) {
      const named = namedFor(id);
      const called = rules.filter(rule => rule.id === id || rule.title === id).map(rule => rule.id);
      const all = [...named, ...called];
      return all.length > 0 && !all.includes(expected.rule ?? '');
    },
  };
}
