import type {Scenario} from '../../scenario/schema.js';
import type {Rule} from '../../sigma/rule-set.js';

/** `T1552` of `attack.t1552.007` and of `T1552.007`: rules name a technique or one of its sub-techniques. */
const baseOf = (tag: string): string | undefined =>
  /^(?:attack\.)?(t\d{4})(?:\.\d{3})?$/i.exec(tag)?.[1]?.toUpperCase();

/**
 * Whether a rule is about a technique of a scenario, as its ATT&CK tags say; undefined for one that names no technique,
 * which may be about any.
 *
 * @see https://github.com/SigmaHQ/sigma-specification/blob/main/appendix/sigma-tags-appendix.md
 */
export function isAbout({tags}: Pick<Rule, 'tags'>, scenario: Scenario): boolean | undefined {
  const claimed = tags.flatMap(tag => baseOf(tag) ?? []);
  if (claimed.length === 0) return undefined;
  const techniques = scenario.tags.attack.map(baseOf);
  return claimed.some(technique => techniques.includes(technique));
}
