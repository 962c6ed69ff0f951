import type {AuditEvent} from '../audit/event.js';
import {type AuditPolicy, evaluatePolicy} from '../audit/policy.js';
import {requestInfo} from '../audit/request-info.js';
import type {BrokenLink} from '../events/events.js';
import {STAGES, type Stage} from '../events/words.js';
import {formatDuration} from '../lib/duration.js';
import {explainMiss} from '../sigma/explain.js';
import type {RuleSet} from '../sigma/rule-set.js';
import type {Execution, OwnRequest} from './execution.js';
import {latencies} from './judge.js';
import type {Watched} from './watch.js';

/** What an explanation is made from. */
export interface Trace {
  execution: Execution;
  watched: readonly Watched[];
  /** The attack's own events, as the audit log had them. */
  audited: readonly AuditEvent[];
  /** Rules that alerted on the attack, though not the one expected. */
  otherAlerts: readonly string[];
  policy?: AuditPolicy;
  rules: RuleSet;
}

/** Names the link at which the chain broke or grew slow; undefined when every expectation was met in time. */
export function brokenLink(trace: Trace): BrokenLink | undefined {
  const inOrder = [...trace.watched].sort((a, b) => place(a.expectation.stage) - place(b.expectation.stage));
  const broken = inOrder.find(w => w.settled?.state === 'missed') ?? inOrder.find(w => w.settled?.state === 'late');
  if (!broken) return undefined;
  const held = inOrder.filter(
    w => w.settled?.state === 'seen' && place(w.expectation.stage) < place(broken.expectation.stage),
  );
  const stage = broken.expectation.stage;
  const lastHeld: Stage = held.at(-1)?.expectation.stage ?? 'executed';
  const found =
    broken.settled?.state === 'late'
      ? tooLate(broken, trace.watched)
      : stage === 'audited'
        ? notAudited(trace)
        : stage === 'alerted'
          ? notAlerted(trace, broken)
          : notSeen(stage);
  return {lastHeld, broken: stage, ...found};
}

const place = (stage: Stage): number => STAGES.indexOf(stage);

type Cause = Pick<BrokenLink, 'cause' | 'change' | 'proof'>;

function notAudited({execution, policy}: Trace): Cause {
  const request = execution.attackRequests[0];
  const swallowed =
    policy && execution.attackRequests.map(r => ({r, by: swallowedBy(policy, execution, r)})).find(s => s.by);
  if (swallowed?.by) {
    return {
      cause: `not audited: ${swallowed.by} of the audit policy drops ${swallowed.r.method} ${swallowed.r.path}`,
      change:
        'give the request at least level Metadata in a rule above the one that drops it, and restart the API server',
      proof: {rule: swallowed.by, request: `${swallowed.r.method} ${swallowed.r.path}`},
    };
  }
  return {
    cause: `not audited: the API server answered ${request?.code ?? ''} but its log has no event ${request?.auditId ?? ''}`,
    change:
      'check the audit flags of every API server (audit-policy-file, audit-log-path) and that this is the log they write',
    proof: {auditId: request?.auditId, answered: request?.code},
  };
}

/** `rule 3 ("level: None, …")` when the policy writes no event for the request. */
function swallowedBy(policy: AuditPolicy, execution: Execution, request: OwnRequest): string | undefined {
  const user = request.user === undefined ? userOf(execution) : {username: request.user, groups: ['system:nodes']};
  const decision = evaluatePolicy(policy, {...(user && {user}), info: requestInfo(request.method, request.path)});
  if (decision.level !== 'None') return undefined;
  return decision.rule === undefined
    ? 'the end (no rule matches)'
    : `rule ${decision.rule} (${decision.ruleText ?? 'level: None'})`;
}

const userOf = (execution: Execution) => (execution.actorUser === undefined ? undefined : actorOf(execution));

/** The attacker as the API server's authenticator names it. */
export function actorOf(execution: Execution): {username: string; groups: string[]} {
  return {
    username: execution.actorUser ?? 'system:anonymous',
    groups: execution.actorUser
      ? ['system:serviceaccounts', `system:serviceaccounts:${execution.namespace}`, 'system:authenticated']
      : ['system:unauthenticated'],
  };
}

function notAlerted(trace: Trace, {expectation}: Watched): Cause {
  const wanted = expectation.rule;
  const loaded = wanted === undefined || trace.rules.rules.some(r => r.id === wanted);
  const near = trace.audited.flatMap(event => explainMiss(trace.rules, event))[0];
  const nearest = near && `the nearest is ${near.rule.id}: ${near.field} should be ${near.wanted}, is ${near.found}`;
  const others = trace.otherAlerts.length ? `only ${trace.otherAlerts.join(', ')} alerted` : 'no rule matched';
  const why = loaded ? (wanted ? `; ${wanted} is loaded` : '') : `; ${wanted} is not loaded`;
  return {
    cause: `audited, but ${others}${why}${nearest ? `; ${nearest}` : ''}`,
    change: loaded
      ? `compare ${wanted ?? 'the rules'} with the event: the field that differs, or the audit level that leaves it out`
      : `load a rule for this technique, such as ${wanted}`,
    proof: {
      event: trace.audited[0]?.auditID,
      level: trace.audited[0]?.level,
      ...(near && {nearest: {...near, rule: near.rule.id}}),
    },
  };
}

function tooLate(broken: Watched, watched: readonly Watched[]): Cause {
  const {stage, withinMs} = broken.expectation;
  const over = (broken.settled?.latencyMs ?? 0) - withinMs;
  return {
    cause: `${stage} ${formatDuration(over)} after its SLA of ${formatDuration(withinMs)} (${latencies(watched)})`,
    change: `shorten the slowest link before ${stage}, or promise an SLA that its intervals allow (\`kubedrill plan\` shows the budget)`,
  };
}

const notSeen = (stage: Stage): Cause => ({
  cause: `nothing was seen at the stage ${stage}`,
  change: 'check the source of this stage with `kubedrill doctor`',
});
