import {poissonBounds} from '../../../history/stats/poisson.js';
import {canonicalText} from '../../../lib/json/canonical.js';
import type {Rule, RuleSet} from '../../../sigma/rule-set.js';
import type {FigureCount, RuleAlarms} from '../count/count.js';
import type {Figures, ScenarioFigure} from '../count/figures.js';
import {rulesJson} from '../load.js';
import type {Player} from '../play/player.js';

/** What a rule does a day: alarms on requests that no label names, and between which bounds their rate lies. */
export interface Rate {
  alarms: number;
  /** Each bound holds with 95 %. null: the log says nothing of how long it is. */
  aDay: {rate: number; low: number; high: number} | null;
}

/** One rule, before and after. */
export interface RuleDiff {
  rule: string;
  change: 'added' | 'removed' | 'changed' | 'same';
  /** Absent: it is not there. */
  before?: Rate;
  after?: Rate;
  /** Its alarms are more than chance explains: the bounds do not meet. */
  noisier?: true;
}

/** A labelled attack, with the rules that alarmed on it. */
export interface AttackDiff {
  scenario: string;
  before: string[];
  after: string[];
}

/** What a change of rules does to a recorded log. */
export interface RulesDiff {
  events: number;
  unreadable: number;
  /** How long the log is, in days; null: it does not say. */
  days: number | null;
  /** With labels only. */
  attacks?: {
    lost: AttackDiff[];
    found: AttackDiff[];
    /** How many are found by both, how many by neither. */
    kept: number;
    missed: string[];
    /** Some of its requests may be in what could not be read. */
    unknown: string[];
  };
  /** Rules that differ, or whose alarms do; then how many do not. */
  rules: RuleDiff[];
  same: number;
  base: ReturnType<typeof rulesJson>;
  head: ReturnType<typeof rulesJson>;
}

const DAY_MS = 86_400_000;

/** Puts what two sets of rules made of the same log beside each other. */
export function compareSides(base: Player, head: Player): RulesDiff {
  const [before, after] = [base.count.figures(), head.count.figures()];
  const {spanMs} = head.count;
  const days = spanMs === undefined ? null : spanMs / DAY_MS;
  const all = ruleDiffs(base, head, days);
  const rules = all.filter(({change, before: b, after: a}) => change !== 'same' || b?.alarms !== a?.alarms);
  const {events, unreadable} = after;
  const attacks = attackDiffs(before, after);
  return {
    ...{events, unreadable, days},
    ...(attacks && {attacks}),
    ...{rules, same: all.length - rules.length, base: rulesJson(base.rules), head: rulesJson(head.rules)},
  };
}

function attackDiffs({scenarios: before}: Figures, {scenarios: after}: Figures): RulesDiff['attacks'] {
  if (!before || !after) return undefined;
  const pairs = after.map((now, i) => ({now, was: before[i] as ScenarioFigure}));
  const named = (kept: typeof pairs): AttackDiff[] =>
    kept.map(({now, was}) => ({scenario: now.scenario, before: was.rules, after: now.rules}));
  return {
    lost: named(pairs.filter(({now, was}) => was.matched > 0 && now.matched === 0)),
    found: named(pairs.filter(({now, was}) => was.matched === 0 && now.matched > 0)),
    kept: pairs.filter(({now, was}) => was.matched > 0 && now.matched > 0).length,
    missed: pairs.flatMap(({now, was}) =>
      was.matched + now.matched === 0 && now.inLog > 0 && !now.unknown ? [now.scenario] : [],
    ),
    unknown: pairs.flatMap(({now, was}) => (was.matched === 0 && now.unknown ? [now.scenario] : [])),
  };
}

function ruleDiffs(base: Player, head: Player, days: number | null): RuleDiff[] {
  const [before, after] = [alerting(base.rules), alerting(head.rules)];
  return [...new Set([...before.keys(), ...after.keys()])].sort().map(rule => {
    const [was, is] = [before.get(rule), after.get(rule)];
    const rates = {
      ...(was && {before: rateOf(base.count, rule, days)}),
      ...(is && {after: rateOf(head.count, rule, days)}),
    };
    const [earlier, later] = [rates.before?.aDay, rates.after?.aDay];
    const noisier = earlier && later && later.low > earlier.high;
    return {rule, change: changeOf(was, is), ...rates, ...(noisier && {noisier: true as const})};
  });
}

/** Rules that can alert on their own, by id. */
const alerting = ({rules}: RuleSet): Map<string, Rule> =>
  new Map(rules.filter(rule => rule.applicable && !rule.silent).map(rule => [rule.id, rule]));

function changeOf(was: Rule | undefined, is: Rule | undefined): RuleDiff['change'] {
  if (!was) return 'added';
  if (!is) return 'removed';
  return canonicalText(was.source) === canonicalText(is.source) ? 'same' : 'changed';
}

function rateOf({byRule}: FigureCount, rule: string, days: number | null): Rate {
  const {alarms: all, onAttacks}: RuleAlarms = byRule.get(rule) ?? {alarms: 0, onAttacks: 0};
  const alarms = all - onAttacks;
  if (days === null) return {alarms, aDay: null};
  const {low, high} = poissonBounds(alarms);
  return {alarms, aDay: {rate: alarms / days, low: low / days, high: high / days}};
}
