import type {Scenario} from '../../scenario/schema.js';
import type {Rule} from '../../sigma/rule-set.js';
import {isAbout} from './techniques.js';

/** The rule that is expected, by the name of its file. */
interface Expected {
  rule?: string | undefined;
}

/** What is known of a rule that is loaded; by its tags it may be about other techniques. */
type Loaded = Pick<Rule, 'id'> & Partial<Pick<Rule, 'tags'>>;

/** What may alert: kubedrill's own engine with its rules, and the products of a stack. */
export interface Alerting {
  rules: {readonly rules: readonly Loaded[]};
  /** True when the rules are the user's own: then any alert on the attack counts. */
  anyRule: boolean;
  /** Ids or types of the sources of stage alerted; `rules` is kubedrill's own engine. */
  sources: readonly string[];
}

/** What kubedrill's own engine is called as a source. */
const ENGINE = 'rules';

/** Whether an alert of kubedrill's engine by this rule meets an expectation. */
export const meetsBy = ({rule}: Expected, id: string, anyRule: boolean): boolean =>
  anyRule || rule === undefined || id === rule;

/**
 * The loaded rules that claim what is expected: the one that it names, or all where it names none or any alert counts.
 * Plan, lint, preflight, the run and its explanation all ask this, so that none says of a rule what another does not.
 */
export const claimants = <R extends Loaded>(expected: Expected, rules: readonly R[], anyRule = false): R[] =>
  rules.filter(({id}) => meetsBy(expected, id, anyRule));

/** Why nothing can alert on what is expected; undefined where something may. */
export function whyNothingAlerts(expected: Expected, {rules, anyRule, sources}: Alerting): string | undefined {
  if (sources.some(source => source !== ENGINE)) return undefined;
  if (!sources.length) return 'no source sees alerts';
  if (claimants(expected, rules.rules, anyRule).length) return undefined;
  return anyRule || expected.rule === undefined ? 'no rule is loaded' : `${expected.rule} is not loaded`;
}

/**
 * Why no rule of kubedrill's engine can have alerted; undefined where one may have. A user's own rules may be called
 * anything, so that of these it is asked whether all are about other techniques.
 */
export function whyNoRuleAlerted(
  expected: Expected,
  {rules, anyRule}: Omit<Alerting, 'sources'>,
  scenario: Scenario,
): string | undefined {
  const none = whyNothingAlerts(expected, {rules, anyRule, sources: [ENGINE]});
  if (none !== undefined || !anyRule) return none;
  const isOfOthers = rules.rules.every(({tags = []}) => isAbout({tags}, scenario) === false);
  return isOfOthers ? `no rule that is loaded claims ${scenario.tags.attack.join(' or ')}` : undefined;
}
