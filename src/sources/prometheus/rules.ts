import {formatDuration} from '../../lib/duration.js';
import {messageOf} from '../../lib/errors.js';
import {whatToCheck} from '../http/refusal.js';
import type {Concern} from '../kit/concern.js';
import {noRuleClaims, type Wait} from '../kit/source-type.js';
import type {Answer, Explanation, Investigation} from '../source.js';
import type {AlertingRule, PrometheusAlert, PrometheusApi} from './api.js';

/** The part of a stack file that says which rules and queries are to alert. */
interface Meant {
  rules: Readonly<Record<string, readonly string[]>>;
  queries: readonly {rule: string; expr: string}[];
}

/** Whether Prometheus answers, knows the rules that are named, and can evaluate them and the queries. */
export async function checkRules(
  api: PrometheusApi,
  {rules: mapping, queries}: Meant,
  signal: AbortSignal,
): Promise<{answer: Answer; slowest: Wait[]}> {
  try {
    const [version, rules] = await Promise.all([api.version(signal), api.rules(signal)]);
    for (const {expr} of queries) await api.query(expr, signal);
    const named = Object.values(mapping).flat();
    const ofQueries = queries.map(q => q.rule);
    const unknown = named.filter(name => !ofQueries.includes(name) && !rules.some(rule => rule.name === name));
    const broken = rules.filter(rule => rule.health === 'err');
    const wrong = [
      ...(unknown.length ? [`no rule ${unknown.join(', ')}`] : []),
      ...broken.map(rule => `${rule.name} cannot be evaluated: ${rule.lastError ?? 'no reason given'}`),
    ];
    const detail = `answers, version ${version}, ${rules.length} alerting rules, ${queries.length} queries`;
    const slowest = waitsOf(rules.filter(rule => !named.length || named.includes(rule.name)));
    const product = {name: 'Prometheus', version};
    if (!wrong.length) return {answer: {state: 'ok', detail, next: [], product}, slowest};
    const next = ['correct the rule files of Prometheus, or the names under rules of this source'];
    return {answer: {state: 'warning', detail: `${detail}; ${wrong.join('; ')}`, next, product}, slowest};
  } catch (error) {
    const next = [whatToCheck(error, 'check url and tls of this source, and its queries')];
    return {answer: {state: 'failed', detail: messageOf(error), next}, slowest: []};
  }
}

/** The longest wait of each kind among some rules. */
function waitsOf(rules: readonly AlertingRule[]): Wait[] {
  const longest = (of: (rule: AlertingRule) => number) => Math.max(0, ...rules.map(of));
  return [
    {ms: longest(rule => rule.intervalMs), why: 'rules are evaluated every'},
    {ms: longest(rule => rule.duration * 1000), why: 'rules wait (for)'},
  ].filter(wait => wait.ms > 0);
}

/** What an explanation of a miss asks of rules and of their alerts. */
export interface Missed {
  about: Investigation;
  isMeant(rule: {id: string; title: string}): boolean;
  concern(alert: PrometheusAlert): Concern;
}

/** Rules that are meant, without their alerts about somebody else. */
export const meantRules = (rules: readonly AlertingRule[], {isMeant, concern}: Missed): AlertingRule[] =>
  rules
    .filter(({name}) => isMeant({id: name, title: name}))
    .map(rule => ({...rule, alerts: rule.alerts.filter(alert => concern(alert) !== 'foreign')}));

/** Why nothing fired: the rule is not there, cannot be evaluated, still waits, fires for others, or was not true. */
export async function explainMiss(
  api: PrometheusApi,
  {queries, ...missed}: Missed & {queries: Meant['queries']},
  signal: AbortSignal,
): Promise<Explanation> {
  const all = await api.rules(signal);
  const rules = meantRules(all, missed);
  const asked = queries.filter(({rule}) => missed.isMeant({id: rule, title: rule}));
  if (!rules.length && !asked.length) {
    return {
      cause: noRuleClaims('Prometheus', missed.about.expected, [...all.map(r => r.name), ...queries.map(q => q.rule)]),
      change: 'load it (rule_files), or name the one that is meant under rules of this source',
    };
  }
  const [rule] = [...rules].sort((a, b) => rank(a) - rank(b));
  if (!rule || rank(rule) === QUIET) {
    const names = [...rules.map(r => r.name), ...asked.map(q => q.rule)];
    return {
      cause: `Prometheus evaluated ${names.join(', ')}, and its expression matched nothing`,
      change: 'run its expression during the attack: is the metric scraped, and is the threshold reached?',
      proof: {queries: asked},
    };
  }
  return whyNot(rule);
}

const QUIET = 3;

/** What explains most comes first: an error, an alert that waits, one of others. */
function rank({health, alerts}: AlertingRule): number {
  if (health === 'err') return 0;
  if (alerts.some(alert => alert.state === 'pending')) return 1;
  return alerts.length ? 2 : QUIET;
}

function whyNot(rule: AlertingRule): Explanation {
  const {name, alerts, duration} = rule;
  const pending = alerts.find(alert => alert.state === 'pending');
  if (rule.health === 'err') {
    return {
      cause: `Prometheus cannot evaluate ${name}: ${rule.lastError ?? 'no reason given'}`,
      change: 'correct the expression of the rule',
    };
  }
  if (pending) {
    return {
      cause: `${name} has been pending since ${pending.activeAt}: it fires when its expression has been true for ${formatDuration(duration * 1000)} (for)`,
      change: `shorten the for of ${name}, or set an SLA that allows for it`,
      proof: pending,
    };
  }
  return {
    cause: `${name} fires, but its labels do not say the attack's namespace and pod`,
    change: 'keep namespace and pod in its expression (sum by (namespace, pod) …), or name its labels under identity',
    proof: alerts[0],
  };
}

/** What held an alert up: the interval at which its rule is evaluated, and how long it must be true. */
export async function explainDelay(
  api: PrometheusApi,
  wanted: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<Explanation | undefined> {
  const rules = await api.rules(signal);
  const waits = waitsOf(rules.filter(rule => !wanted || wanted.includes(rule.name)));
  if (!waits.length) return undefined;
  return {
    cause: `in Prometheus ${waits.map(wait => `${wait.why} ${formatDuration(wait.ms)}`).join(', ')}`,
    change: 'shorten evaluation_interval and the for of the rule, or set an SLA that allows for them',
    proof: waits,
  };
}
