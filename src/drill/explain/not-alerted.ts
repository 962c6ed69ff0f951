import {basename} from 'node:path';
import {looksLikeASlip} from '../../sigma/load/loaded.js';
import type {NearMiss} from '../../sigma/reason/explain.js';
import {lintRules} from '../../sigma/reason/lint.js';
import type {RuleSet} from '../../sigma/rule-set.js';
import {claimants, whyNoRuleAlerted} from '../plan/alerting-rules.js';
import {isAbout} from '../plan/techniques.js';
import type {Watched} from '../watch/watched.js';
import type {Examined} from './examined.js';
import type {Cause} from './trace.js';

/** Why no rule of kubedrill's own engine matched: not loaded, impossible, or the nearest one and the field that failed. */
export function notAlerted(trace: Examined, {expectation}: Watched): Cause {
  const wanted = expectation.rule;
  const head = `${trace.audited.length ? 'audited' : 'executed'}, but ${trace.otherAlerts.length ? `only ${trace.otherAlerts.join(', ')} alerted` : 'no rule matched'}`;
  const {rules, anyRule = false} = trace;
  const missing = whyNoRuleAlerted(expectation, {rules, anyRule}, trace.execution.scenario);
  const loaded = missing === undefined;
  const near = nearestRule(trace, wanted, loaded);
  const meant = anyRule ? near?.rule.id : wanted;
  const never = lintRules(rules).find(f => f.rule === meant && f.never);
  if (never) {
    const at = `${never.file}:${never.line}:${never.column}`;
    return {
      cause: `${head}; ${never.message}`,
      change: `correct ${meant} (${at}): ${never.next ?? 'see kubedrill lint'}`,
      proof: {event: trace.audited[0]?.auditID, rule: meant, at, check: never.check},
    };
  }
  const nearest = near && `the nearest is ${near.rule.id}: ${near.field} should ${near.wanted}, is ${near.found}`;
  const isThere = wanted !== undefined && claimants({rule: wanted}, rules.rules).length ? `; ${wanted} is loaded` : '';
  const why = loaded ? isThere : `; ${missing}`;
  const left = skippedText(trace.rules, wanted);
  return {
    cause: `${head}${why}${left}${nearest ? `; ${nearest}` : ''}`,
    change: loaded
      ? whatToChange(meant, near)
      : `load a rule for this technique, such as ${exampleOf(wanted, anyRule)}`,
    proof: {
      event: trace.audited[0]?.auditID,
      level: trace.audited[0]?.level,
      ...(near && {nearest: {...near, rule: near.rule.id}}),
    },
  };
}

const exampleOf = (wanted: string | undefined, anyRule: boolean): string => {
  if (wanted === undefined) return 'one of your own';
  return anyRule ? `${wanted} of kubedrill's` : wanted;
};

/**
 * The rule that was meant explains itself best; where it is not even loaded, another one's fields only mislead, as do
 * those of a rule that is about another technique. Of the user's own rules, which are called as they like, any other may
 * be meant.
 */
function nearestRule({missed, execution}: Examined, wanted: string | undefined, loaded: boolean): NearMiss | undefined {
  const misses = missed()
    .flatMap(({misses: near}) => near)
    .toSorted((a, b) => a.failed - b.failed);
  const meant = misses.find(miss => miss.rule.id === wanted);
  return meant ?? (loaded ? misses.find(miss => isAbout(miss.rule, execution.scenario) !== false) : undefined);
}

/** What was left out of the rules cannot have alerted: the file that is meant, where there is one, else the first. */
function skippedText({skipped}: RuleSet, wanted: string | undefined): string {
  const slips = skipped.filter(looksLikeASlip);
  const [first] = [...slips.filter(({file}) => wanted !== undefined && idOf(file) === wanted), ...slips];
  if (!first) return '';
  const others = slips.length > 1 ? ` (and ${slips.length - 1} more)` : '';
  return `; skipped was ${first.file}:${first.line}:${first.column} ${first.message}${others}`;
}

const idOf = (file: string): string => basename(file).replace(/\.ya?ml$/i, '');

const whatToChange = (wanted: string | undefined, near: NearMiss | undefined): string =>
  near?.excludedBy === undefined
    ? `compare ${wanted ?? 'the rules'} with the event: the field that differs, or the audit level that leaves it out`
    : `narrow ${near.excludedBy} of ${near.rule.id}: it excludes every event with this ${near.field}`;
