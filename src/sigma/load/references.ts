import {compileConditions, type Detection} from '../match/compile.js';
import type {
  Condition,
  CorrelationRule,
  EventRule,
  Locate,
  LogSource,
  Rule,
  RuleProblem,
  Selection,
} from '../rule-set.js';

/** A condition that is added to the rules it names; `any` and `all` name every rule about its log source. */
export interface Filter extends Detection {
  title: string;
  rules: readonly string[];
  logsource: LogSource;
  /** As `Rule.source`. */
  source: readonly unknown[];
  at: Locate;
}

/** Adds each filter's condition to the rules it names, in place; says which names do not exist. */
export function applyFilters(rules: readonly Rule[], filters: readonly Filter[]): RuleProblem[] {
  return filters.flatMap(filter => {
    const about = rules.filter(rule => rule.kind === 'event' && isAbout(filter.logsource, rule.logsource));
    const every = filter.rules.some(name => ['any', 'all'].includes(name.toLowerCase()));
    const missing = every ? [] : filter.rules.filter(name => !rules.some(rule => rule.refs.includes(name)));
    for (const rule of about) {
      if (rule.kind === 'event' && (every || filter.rules.some(name => rule.refs.includes(name)))) narrow(rule, filter);
    }
    return missing.map(name => filter.at(['filter', 'rules'], `the filter names "${name}", which is not loaded`));
  });
}

/** What a filter does not say of its log source it does not ask for. */
const isAbout = (filter: LogSource, rule: LogSource): boolean =>
  (['product', 'service', 'category'] as const).every(key => filter[key] === undefined || filter[key] === rule[key]);

function narrow(rule: EventRule, filter: Filter): void {
  const named = (name: string) => `${name} of filter "${filter.title}"`;
  const selections = new Map<string, Selection>(rule.selections);
  for (const [name, selection] of filter.selections) {
    selections.set(named(name), {...selection, name: named(name), filter: {at: filter.at, name}});
  }
  const added = {type: 'or', of: filter.conditions.map(condition => renamed(condition, named))} as const;
  rule.selections = selections;
  rule.source = [...rule.source, ...filter.source];
  rule.conditions = rule.conditions.map(condition => ({type: 'and', of: [condition, added]}));
  rule.test = compileConditions(rule.conditions, selections);
}

function renamed(condition: Condition, named: (name: string) => string): Condition {
  if (condition.type === 'selection') return {type: 'selection', name: named(condition.name)};
  if (condition.type === 'not') return {type: 'not', of: renamed(condition.of, named)};
  return {...condition, of: condition.of.map(part => renamed(part, named))};
}

/** Leaves out correlations whose rules are not there, and silences rules that only feed correlations. */
export function resolveReferences(rules: readonly Rule[]): {rules: Rule[]; broken: RuleProblem[][]} {
  const broken: RuleProblem[][] = [];
  let kept = [...rules];
  for (;;) {
    const wrong = unfounded(kept);
    if (!wrong.size) break;
    broken.push(...wrong.values());
    kept = kept.filter(rule => !wrong.has(rule));
  }
  for (const rule of kept) {
    if (rule.kind !== 'correlation') continue;
    if (!rule.generate) for (const base of basesOf(rule, kept)) base.silent = true;
    rule.applicable = isApplicable(rule, kept);
    rule.aliases = aliasesOf(rule, kept);
  }
  return {rules: kept, broken};
}

/** The correlations among rules that cannot be, with what is wrong with each. */
function unfounded(rules: readonly Rule[]): Map<Rule, RuleProblem[]> {
  const there = new Set(rules.flatMap(rule => rule.refs));
  const wrong = rules.flatMap(rule =>
    rule.kind === 'correlation' ? [[rule, wrongWith(rule, rules, there)] as const] : [],
  );
  return new Map(wrong.filter(([, problems]) => problems.length));
}

/** Aliases by the references that the correlation itself uses: an alias may name a rule another way. */
function aliasesOf(rule: CorrelationRule, rules: readonly Rule[]): CorrelationRule['aliases'] {
  const asWritten = (ref: string) =>
    rule.rules.find(own => rules.some(base => base.refs.includes(own) && base.refs.includes(ref))) ?? ref;
  return Object.fromEntries(
    Object.entries(rule.aliases).map(([alias, fields]) => [
      alias,
      Object.fromEntries(Object.entries(fields).map(([ref, field]) => [asWritten(ref), field])),
    ]),
  );
}

/** The rules that a correlation builds on directly. */
export const basesOf = (rule: CorrelationRule, rules: readonly Rule[]): Rule[] =>
  rules.filter(base => rule.rules.some(ref => base.refs.includes(ref)));

function wrongWith(rule: CorrelationRule, rules: readonly Rule[], there: ReadonlySet<string>): RuleProblem[] {
  const missing = rule.rules
    .filter(ref => !there.has(ref))
    .map(ref => rule.at(['correlation', 'rules'], `"${ref}" is not a loaded rule, by id, name or file`));
  if (missing.length) return missing;
  if (reaches(rule, rule, rules, new Set())) {
    return [rule.at(['correlation', 'rules'], `${rule.id} depends on itself`)];
  }
  return Object.entries(rule.aliases).flatMap(([alias, fields]) =>
    Object.keys(fields)
      .filter(ref => !basesOf(rule, rules).some(base => base.refs.includes(ref)))
      .map(ref =>
        rule.at(['correlation', 'aliases', alias, ref], `"${ref}" is not one of the rules of this correlation`),
      ),
  );
}

function reaches(from: CorrelationRule, wanted: Rule, rules: readonly Rule[], been: Set<Rule>): boolean {
  return basesOf(from, rules).some(base => {
    if (base === wanted) return true;
    if (base.kind === 'event' || been.has(base)) return false;
    been.add(base);
    return reaches(base, wanted, rules, been);
  });
}

/** A sequence or an encounter needs all its rules; a count can stand on one. */
function isApplicable(rule: CorrelationRule, rules: readonly Rule[]): boolean {
  const applies = (base: Rule): boolean => (base.kind === 'event' ? base.applicable : isApplicable(base, rules));
  const bases = basesOf(rule, rules);
  return rule.type.startsWith('temporal') && !rule.threshold.length ? bases.every(applies) : bases.some(applies);
}
