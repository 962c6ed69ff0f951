import {includesPart, partsOfRule, type RbacRule} from '../../kube/rbac-rule.js';

/** What somebody needs: a scenario by its id, or a part of every drill. */
export interface Needs {
  by: string;
  rules: readonly RbacRule[];
}

/** A rule, and all who need the whole of it. */
export interface GroupedRule {
  rule: RbacRule;
  by: readonly string[];
}

interface Part {
  rule: RbacRule;
  by: Set<string>;
}

/**
 * Rules that give what is needed and no more: nothing twice, and nothing that a wider rule gives already, so that each
 * is missed when it is taken away. What the same ones need of the same thing is one rule. Sorted by API group and resource.
 *
 * @param first the one who always needs its rules: beside it, others are not named.
 */
export function groupedRules(needs: readonly Needs[], first: string): GroupedRule[] {
  const parts = withoutNarrower(partsOf(needs));
  const byNeed = parts.map(({rule, by}) => ({rule, by: by.has(first) ? [first] : [...by].sort()}));
  return (['verbs', 'resources', 'resourceNames'] as const).reduce(joined, byNeed).sort(byTarget);
}

function partsOf(needs: readonly Needs[]): Part[] {
  const parts = new Map<string, Part>();
  for (const {by, rules} of needs) {
    for (const rule of rules.flatMap(partsOfRule)) {
      const key = JSON.stringify(Object.entries(rule).sort());
      const known = parts.get(key);
      if (known) known.by.add(by);
      else parts.set(key, {rule, by: new Set([by])});
    }
  }
  return [...parts.values()];
}

/** Who needs a part that a wider one gives needs that one. */
function withoutNarrower(parts: readonly Part[]): Part[] {
  return parts.filter(part => {
    const wider = parts.filter(other => other !== part && includesPart(other.rule, part.rule));
    for (const {by} of wider) for (const who of part.by) by.add(who);
    return !wider.length;
  });
}

/** Rules that differ in one list only become one. */
function joined(rules: GroupedRule[], list: 'verbs' | 'resources' | 'resourceNames'): GroupedRule[] {
  const known = new Map<string, GroupedRule>();
  for (const {rule, by} of rules) {
    const {[list]: own, ...others} = rule;
    // Rules without names are about all of them: they are not to be mixed with rules that have some.
    const key = JSON.stringify([Object.entries(others).sort(), by, own === undefined]);
    const before = known.get(key)?.rule[list];
    const all = own && [...new Set([...(before ?? []), ...own])].sort();
    known.set(key, {by, rule: {...rule, ...(all && {[list]: all})}});
  }
  return [...known.values()];
}

const byTarget = ({rule: a}: GroupedRule, {rule: b}: GroupedRule): number => {
  const [one, other] = [a, b].map(targetOf) as [string, string];
  return one < other ? -1 : one > other ? 1 : 0;
};

const targetOf = ({apiGroups, resources, resourceNames, nonResourceURLs, verbs}: RbacRule): string =>
  [apiGroups, resources, resourceNames, nonResourceURLs, verbs].map(list => list?.join(',') ?? '').join(' ');
