import {basename} from 'node:path';
import {type AuditPolicy, evaluatePolicy} from '../audit/policy.js';
import {requestInfo} from '../audit/request-info.js';
import {writtenStages} from '../audit/stages.js';
import {explainMiss, type NearMiss} from '../sigma/explain.js';
import {lintRules} from '../sigma/lint.js';
import {looksLikeASlip} from '../sigma/loaded.js';
import type {RuleSet} from '../sigma/rule-set.js';
import {whyNothingAlerts} from './alerting-rules.js';
import type {Cause, Trace} from './broken-link.js';
import type {Execution, OwnRequest} from './execution.js';
import {isAbout} from './techniques.js';
import type {Watched} from './watch.js';

/** Why the API server wrote no event: the audit policy's rule that dropped it, the stage it omits, else its flags. */
export function notAudited({execution, policy}: Trace): Cause {
  const requests = execution.attackRequests;
  const byPolicy = policy && requests.map(r => dropped(policy, execution, r)).find(cause => cause !== undefined);
  if (byPolicy) return byPolicy;
  const [request] = requests;
  return {
    cause: `not audited: the API server answered ${request?.code ?? ''} but its log has no event ${request?.auditId ?? ''}`,
    change:
      'check the audit flags of every API server (audit-policy-file, audit-log-path) and that this is the log they write',
    proof: {auditId: request?.auditId, answered: request?.code},
  };
}

/** How the policy keeps the event of a request from being written; undefined when it does not. */
function dropped(policy: AuditPolicy, execution: Execution, request: OwnRequest): Cause | undefined {
  const user = actorOf(execution, request);
  const said = `${request.method} ${request.path}`;
  const info = requestInfo(request.method, request.path);
  const decision = evaluatePolicy(policy, {...(user && {user}), info});
  const rule =
    decision.rule === undefined
      ? 'the end (no rule matches)'
      : `rule ${decision.rule} (${decision.ruleText ?? `level: ${decision.level}`})`;
  if (decision.level === 'None') {
    return {
      cause: `not audited: ${rule} of the audit policy drops ${said}`,
      change:
        'give the request at least level Metadata in a rule above the one that drops it, and restart the API server',
      proof: {rule, request: said},
    };
  }
  const {written, omitted} = writtenStages(decision, info, request.code === 401);
  if (written.length || !omitted.length) return undefined;
  const stages = omitted.join(', ');
  const only = omitted.length > 1 ? 'the only ones' : 'the only one';
  const has = request.code === 401 ? 'a 401 has' : 'such a request has';
  return {
    cause: `not audited: the audit policy omits the ${omitted.length > 1 ? 'stages' : 'stage'} ${stages}, ${only} that ${has} (${said})`,
    change: `take ${stages} out of omitStages of the policy and of ${rule}, and restart the API server`,
    proof: {omitStages: decision.omitStages, rule, request: said, answered: request.code},
  };
}

/** Who made a request, as the API server's authenticator names it; undefined when it could not tell. */
export function actorOf(
  execution: Execution,
  request: Pick<OwnRequest, 'user' | 'code'> | undefined,
): {username: string; groups: string[]} | undefined {
  if (request?.user !== undefined) return {username: request.user, groups: ['system:nodes']};
  if (execution.actorUser === undefined) {
    return request?.code === 401 ? undefined : {username: 'system:anonymous', groups: ['system:unauthenticated']};
  }
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${execution.namespace}`, 'system:authenticated'];
  return {username: execution.actorUser, groups};
}

/** Why no rule of kubedrill's own engine matched: not loaded, impossible, or the nearest one and the field that failed. */
export function notAlerted(trace: Trace, {expectation}: Watched): Cause {
  const wanted = expectation.rule;
  const head = `${trace.audited.length ? 'audited' : 'executed'}, but ${trace.otherAlerts.length ? `only ${trace.otherAlerts.join(', ')} alerted` : 'no rule matched'}`;
  const {rules, anyRule = false} = trace;
  const missing = whyNone(trace, expectation);
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
  const nearest = near && `the nearest is ${near.rule.id}: ${near.field} should be ${near.wanted}, is ${near.found}`;
  const isThere = rules.rules.some(r => r.id === wanted) ? `; ${wanted} is loaded` : '';
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

/** Why no rule can have matched: none is loaded, or of the user's own, which may be called anything, all are about others. */
function whyNone({rules, anyRule = false, execution}: Trace, expected: Watched['expectation']): string | undefined {
  const none = whyNothingAlerts(expected, {rules, anyRule, sources: ['rules']});
  const {scenario} = execution;
  if (none !== undefined || !anyRule) return none;
  const isOfOthers = rules.rules.every(rule => isAbout(rule, scenario) === false);
  return isOfOthers ? `no rule that is loaded claims ${scenario.tags.attack.join(' or ')}` : undefined;
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
function nearestRule(
  {audited, rules, execution}: Trace,
  wanted: string | undefined,
  loaded: boolean,
): NearMiss | undefined {
  const misses = audited.flatMap(event => explainMiss(rules, event)).toSorted((a, b) => a.failed - b.failed);
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
    : `narrow ${near.excludedBy} of ${near.rule.id}: it leaves out whoever has this ${near.field}`;
