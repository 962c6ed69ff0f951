import {type Claim, stampOf} from '../claim.js';
import {NAME_A_RULE} from '../kit/source-type.js';
import type {AlertRule, Explanation, Investigation} from '../source.js';
import {stockGap} from './stock-rules.js';

/** What is remembered of an alert that was posted. */
export interface Posted {
  rule: AlertRule;
  claims: readonly Claim[];
  /** The audit events it names, by their timestamps to the microsecond. */
  stamps: readonly string[];
  /** The source of the event, such as `k8s_audit` or `syscall`. */
  kind: string | undefined;
  time: string | undefined;
}

/** What Falco is known to have posted. */
export interface Heard {
  /** The newest alerts. */
  posted: readonly Posted[];
  /** How many there were in all. */
  total: number;
}

/** Which of Falco's rules are asked for. */
export interface Wanted {
  /** By name; undefined: nobody named any. */
  names: readonly string[] | undefined;
  isMeant(rule: AlertRule): boolean;
}

/** Why Falco, which did post, did not alert as expected: another rule came first, or none fits. */
export function explainMiss({posted, total}: Heard, about: Investigation, {names, isMeant}: Wanted): Explanation {
  const shadow = posted.find(alert => !isMeant(alert.rule) && isOnOneOf(alert, about));
  const gap = stockGap(about.events);
  if (shadow && names) return matchesAll(posted) ? otherRule(shadow, names) : shadowed(shadow, names);
  const {rule} = about.expected;
  const unclaimed = names || rule === undefined ? undefined : `no rule of Falco is named for ${rule}`;
  if (shadow) return onlyNoted(shadow, unclaimed, gap);
  const bare = posted.find(alert => !alert.claims.length && isOfMoment(alert, about));
  if (bare) return nameless(bare);
  const since = posted.filter(alert => Date.parse(alert.time ?? '') >= about.since.getTime());
  const podless = since.filter(
    alert => alert.kind === 'syscall' && alert.claims.every(claim => claim.pod === undefined),
  );
  const proof = {posted: total, sinceTheAttack: since.length, event: about.events[0]?.auditID};
  if (!gap && podless.length) {
    return {
      cause: `Falco posted ${podless.length} alerts on system calls since the attack that name no pod`,
      change: 'let their output carry k8s.ns.name and k8s.pod.name (append_output: suggested_output, container plugin)',
      proof,
    };
  }
  const silent = since.length ? undefined : newestOf(posted);
  const parts = [
    unclaimed,
    `Falco posted ${total} ${total === 1 ? 'alert' : 'alerts'}, ${sinceText(since.length, posted, total)} about what happened since the attack, none about its requests`,
    silent && `its newest is on ${silent}, before the attack`,
    gap && `a known gap of its stock rules: ${gap}`,
  ];
  return {
    cause: parts.filter(Boolean).join('; '),
    change: silent ? `see whether Falco still runs and keeps up; then ${lookAt(names)}` : lookAt(names),
    proof,
  };
}

const lookAt = (names: readonly string[] | undefined): string =>
  names
    ? `look at the condition of ${names.join(', ')}, and whether it is loaded (falco -L) for the source k8s_audit`
    : NAME_A_RULE;

/** Only the newest are remembered: where all of these came since, there may be more. */
const sinceText = (since: number, posted: readonly Posted[], total: number): string =>
  since === posted.length && total > since ? `at least ${since} of them` : `${since} of them`;

/** The time of the newest event that an alert was on. */
const newestOf = (posted: readonly Posted[]): string | undefined =>
  posted
    .flatMap(({time}) => time ?? [])
    .toSorted((a, b) => Date.parse(a) - Date.parse(b))
    .at(-1);

const isOnOneOf = ({stamps, claims}: Posted, {events, auditIds}: Investigation): boolean =>
  claims.some(claim => auditIds.includes(claim.auditId ?? '')) ||
  events.some(event => stamps.includes(stampOf(event) ?? '') && claims.some(c => c.user === event.user.username));

const isOfMoment = ({time}: Posted, {events}: Investigation): boolean => {
  const stamp = time === undefined ? undefined : stampOf({stageTimestamp: time});
  return stamp !== undefined && events.some(event => stampOf(event) === stamp);
};

const nameless = ({rule, time}: Posted): Explanation => ({
  cause: `the alert ${rule.id} of that very moment has no output_fields and names no user: it cannot be attributed`,
  change:
    'set json_include_output_fields_property: true in falco.yaml, or let the output of the rule name %ka.user.name',
  proof: {rule: rule.id, priority: rule.level, time},
});

/** One event with alerts of two rules: then no rule is kept from alerting by another. */
function matchesAll(posted: readonly Posted[]): boolean {
  const rules = new Map<string, string>();
  return posted.some(({stamps: [stamp], claims: [claim], rule}) => {
    if (stamp === undefined) return false;
    const event = `${stamp} ${claim?.user}`;
    const first = rules.get(event);
    rules.set(event, rule.id);
    return first !== undefined && first !== rule.id;
  });
}

const otherRule = ({rule, time}: Posted, names: readonly string[]): Explanation => ({
  cause: `Falco alerted on the same event by ${rule.id}, and ${names.join(' or ')} did not match it`,
  change: `compare the condition of ${names.join(' or ')} with the event, or name ${rule.id} under rules of this source`,
  proof: {rule: rule.id, priority: rule.level, time},
});

const shadowed = ({rule, time}: Posted, names: readonly string[]): Explanation => ({
  cause: `Falco alerted on the same event by ${rule.id} and not by ${names.join(' or ')}: of the rules that match an event, only the first in its files alerts (rule_matching: first)`,
  change: `set rule_matching: all in falco.yaml, or move the rule above ${rule.id}`,
  proof: {rule: rule.id, priority: rule.level, time},
});

/** Where no other rule is named, none is kept from alerting: what there is, is a note, or left out by the stack file. */
const onlyNoted = ({rule, time}: Posted, unclaimed: string | undefined, gap: string | undefined): Explanation => ({
  cause: [
    unclaimed,
    `its alert on the event is by ${rule.id} (${rule.level}), which does not count`,
    gap && `a known gap of its stock rules: ${gap}`,
  ]
    .filter(Boolean)
    .join('; '),
  change: `${NAME_A_RULE}: ${rule.id}, if that is the alert that pages people`,
  proof: {rule: rule.id, priority: rule.level, time},
});
