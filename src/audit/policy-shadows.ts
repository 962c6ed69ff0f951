import type {PolicyRule} from './policy-schema.js';

/** The first earlier rule that matches whatever a rule matches, by its index: then the rule never decides. */
export function shadowOf(rules: readonly PolicyRule[], index: number): number | undefined {
  const rule = rules[index];
  const found = rule ? rules.slice(0, index).findIndex(earlier => covers(earlier, rule)) : -1;
  return found < 0 ? undefined : found;
}

/** Whether a rule matches every request that another one matches. Where that is not certain it does not. */
function covers(wide: PolicyRule, narrow: PolicyRule): boolean {
  return (
    holds(wide.users, narrow.users) &&
    holds(wide.userGroups, narrow.userGroups) &&
    holds(wide.verbs, narrow.verbs) &&
    coversPlaces(wide, narrow)
  );
}

/** An empty list means all. */
const holds = (wide: readonly string[], narrow: readonly string[]): boolean =>
  !wide.length || (narrow.length > 0 && narrow.every(entry => wide.includes(entry)));

function coversPlaces(wide: PolicyRule, narrow: PolicyRule): boolean {
  if (isAboutAll(wide)) return true;
  if (narrow.nonResourceURLs.length) {
    return narrow.nonResourceURLs.every(url => wide.nonResourceURLs.some(pattern => coversUrl(pattern, url)));
  }
  if (wide.nonResourceURLs.length || isAboutAll(narrow)) return false;
  if (!holds(wide.namespaces, narrow.namespaces)) return false;
  if (!wide.resources.length) return true;
  return narrow.resources.length > 0 && narrow.resources.every(n => wide.resources.some(w => coversEntry(w, n)));
}

const isAboutAll = ({namespaces, resources, nonResourceURLs}: PolicyRule): boolean =>
  !namespaces.length && !resources.length && !nonResourceURLs.length;

const coversUrl = (pattern: string, url: string): boolean =>
  pattern === '*' || pattern === url || (pattern.endsWith('*') && url.startsWith(pattern.slice(0, -1)));

type Entry = PolicyRule['resources'][number];

const coversEntry = (wide: Entry, narrow: Entry): boolean =>
  wide.group === narrow.group &&
  holds(wide.resourceNames, narrow.resourceNames) &&
  (!wide.resources.length ||
    (narrow.resources.length > 0 && narrow.resources.every(n => wide.resources.some(w => coversPattern(w, n)))));

/** `*` is all, `pods/*` the pods and all of their subresources, `*\/scale` that of everything. */
function coversPattern(wide: string, narrow: string): boolean {
  if (wide === '*' || wide === narrow) return true;
  const [resource, subresource] = narrow.split('/');
  return wide === `${resource}/*` || (subresource !== undefined && subresource !== '*' && wide === `*/${subresource}`);
}
