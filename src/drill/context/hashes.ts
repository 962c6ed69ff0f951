import {canonicalHash} from '../../lib/json/canonical.js';
import type {Scenario} from '../../scenario/schema.js';
import type {RuleSet} from '../../sigma/rule-set.js';
import {isReference} from '../../sources/kit/config.js';
import type {Stack} from '../../sources/stack/load.js';

/**
 * The hash of each rule that can alert, by its id, and of all of them. A rule is what its document says: comments, the
 * order of keys, and in which file of which folder it stands make no difference; what filters add to it does.
 */
export function ruleHashes({rules}: RuleSet): {pack: string; byRule: Record<string, string>} {
  const able = rules.filter(rule => rule.applicable).map(({id, source}) => [id, canonicalHash(source)] as const);
  const byRule = Object.fromEntries(able.sort(([a], [b]) => (a < b ? -1 : 1)));
  return {pack: canonicalHash(byRule), byRule};
}

/**
 * The hash of a scenario as it is played, its variant applied. What stands nowhere in its file makes no difference, nor
 * where the file lies.
 */
export function scenarioHash({id: _, file: __, ...said}: Scenario): string {
  const full = Object.entries(said).filter(([, value]) => !isEmpty(value));
  return canonicalHash(Object.fromEntries(full));
}

/** A section that a later version adds is an empty one to every scenario of today. */
const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;

/** The hash of a stack: credentials are taken out before, so that another password is the same stack. */
export const stackHash = ({sla, sources, logs}: Stack): string =>
  canonicalHash(withoutSecrets({sla, sources: [...sources], logs}));

/** References to secrets go, wherever they stand, and of addresses what may carry one. */
export function withoutSecrets(value: unknown): unknown {
  if (isReference(value)) return '[secret]';
  if (typeof value === 'string') return /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? plainAddress(value) : value;
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner)]));
}

/** An address without user, password, query and fragment. */
function plainAddress(text: string): string {
  const url = URL.parse(text);
  if (!url) return '[address]';
  Object.assign(url, {username: '', password: '', search: '', hash: ''});
  return url.href;
}
