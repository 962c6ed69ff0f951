import type {EventRule, Predicate, Rule, RuleProblem} from './rule-set.js';

/** A condition that is added to the rules it names; `any` names all. */
export interface Filter {
  rules: readonly string[];
  test: Predicate;
  at(path: readonly PropertyKey[], message: string): RuleProblem;
}

/** Adds each filter's condition to the rules it names, in place; says which names do not exist. */
export function applyFilters(rules: Rule[], filters: readonly Filter[]): RuleProblem[] {
  const problems: RuleProblem[] = [];
  for (const filter of filters) {
    for (const name of filter.rules) {
      const meant = rules.filter(rule => rule.kind === 'event' && (name === 'any' || rule.refs.includes(name)));
      if (!meant.length)
        problems.push(filter.at(['filter', 'rules'], `the filter names "${name}", which is not loaded`));
      for (const rule of meant) narrow(rule as EventRule, filter.test);
    }
  }
  return problems;
}

function narrow(rule: EventRule, also: Predicate): void {
  const {test} = rule;
  rule.test = event => test(event) && also(event);
}

/** Leaves out correlations over rules that are not there, and silences rules that only feed correlations. */
export function resolveReferences(rules: readonly Rule[]): {rules: Rule[]; problems: RuleProblem[]} {
  const problems: RuleProblem[] = [];
  const kept = rules.filter(rule => {
    if (rule.kind === 'event') return true;
    const missing = rule.rules.filter(ref => !rules.some(other => other.kind === 'event' && other.refs.includes(ref)));
    for (const ref of missing) {
      problems.push(
        rule.at(['correlation', 'rules'], `"${ref}" is no loaded rule; correlations of correlations are not supported`),
      );
    }
    return !missing.length;
  });
  for (const rule of kept) {
    if (rule.kind !== 'correlation' || rule.generate) continue;
    for (const base of kept)
      if (base.kind === 'event' && rule.rules.some(ref => base.refs.includes(ref))) base.silent = true;
  }
  return {rules: kept, problems};
}
