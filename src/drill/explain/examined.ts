import type {AuditEvent} from '../../audit/event.js';
import {evaluatePolicy, type PolicyDecision} from '../../audit/policy.js';
import type {Stage} from '../../events/words.js';
import {type RequestInfo, requestInfo} from '../../kube/request-info.js';
import {explainMiss, type NearMiss} from '../../sigma/reason/explain.js';
import type {Execution, OwnRequest} from '../execution.js';
import type {Watched} from '../watch/watched.js';
import type {Cause, Trace} from './trace.js';

/** One of the attack's own events, and the rules that nearly matched it. */
export interface Missed {
  event: AuditEvent;
  misses: readonly NearMiss[];
}

/** A request of the attack, and what the audit policy makes of it. */
export interface Decided {
  request: OwnRequest;
  info: RequestInfo;
  /** For a sentence: `GET /api/v1/secrets`. */
  said: string;
  /** Absent where the policy could not be read. */
  decision?: PolicyDecision;
}

/** A trace, with what several reasons ask of it worked out once. */
export interface Examined extends Trace {
  /** The last stage that held before the one that did not. */
  lastHeld: Stage;
  decided: readonly Decided[];
  /** Worked out when it is first asked for: most explanations need none. */
  missed: () => readonly Missed[];
}

/** Works out what reasons ask of a trace. */
export function examine(trace: Trace, lastHeld: Stage): Examined {
  const {execution, policy, audited, rules} = trace;
  let missed: readonly Missed[] | undefined;
  const decided = execution.attackRequests.map((request): Decided => {
    const info = requestInfo(request.method, request.path);
    const user = actorOf(execution, request);
    return {
      ...{request, info, said: `${request.method} ${request.path}`},
      ...(policy && {decision: evaluatePolicy(policy, {...(user && {user}), info})}),
    };
  });
  return {
    ...trace,
    ...{lastHeld, decided},
    missed: () => {
      missed ??= audited.map(event => ({event, misses: explainMiss(rules, event)}));
      return missed;
    },
  };
}

/** Who made a request, as the API server's authenticator names it; undefined when it could not tell. */
function actorOf(
  execution: Execution,
  request: Pick<OwnRequest, 'user' | 'code'>,
): {username: string; groups: string[]} | undefined {
  if (request.user !== undefined) return {username: request.user, groups: ['system:nodes']};
  if (execution.actorUser === undefined) {
    return request.code === 401 ? undefined : {username: 'system:anonymous', groups: ['system:unauthenticated']};
  }
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${execution.namespace}`, 'system:authenticated'];
  return {username: execution.actorUser, groups};
}

/** A reason why a link broke; undefined where it is not the one. */
export type Reason = (
  trace: Examined,
  broken: Watched,
  signal: AbortSignal,
) => Cause | undefined | Promise<Cause | undefined>;
