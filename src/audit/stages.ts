import {isLongRunning, type RequestInfo} from '../kube/request-info.js';
import type {AuditEvent, AuditStage} from './event.js';
import type {PolicyDecision} from './policy.js';

/**
 * The stages at which a request is audited, in their order; a panic aside. What cannot be authenticated has one only.
 *
 * @see https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/
 */
export function stagesOf(info: RequestInfo, unauthenticated: boolean): readonly AuditStage[] {
  if (unauthenticated) return ['ResponseStarted'];
  return isLongRunning(info)
    ? ['RequestReceived', 'ResponseStarted', 'ResponseComplete']
    : ['RequestReceived', 'ResponseComplete'];
}

/** What a policy writes of a request, and what it leaves out. */
export interface WrittenStages {
  written: readonly AuditStage[];
  omitted: readonly AuditStage[];
}

/** Parts the stages of a request by what a decision of the policy omits. */
export function writtenStages(
  {omitStages}: Pick<PolicyDecision, 'omitStages'>,
  info: RequestInfo,
  unauthenticated: boolean,
): WrittenStages {
  const all = stagesOf(info, unauthenticated);
  return {
    written: all.filter(stage => !omitStages.includes(stage)),
    omitted: all.filter(stage => omitStages.includes(stage)),
  };
}

/** Whether only the beginning of a request is written: before anybody authorized, admitted or answered it. */
export const isOnlyBegun = ({written}: WrittenStages): boolean =>
  written.length > 0 && written.every(stage => stage === 'RequestReceived');

/** Fields that an event has only once the request was answered; `stage` says which event it is. */
const OF_THE_ANSWER = ['stage', 'responseStatus', 'responseObject', 'annotations', 'requestObject'];

/** Whether a field of an event that was written when the request came is another, or there, at a later stage. */
export const comesWithAnswer = (event: AuditEvent, field: string): boolean =>
  event.stage === 'RequestReceived' && OF_THE_ANSWER.includes(field.split('.')[0] ?? '');
