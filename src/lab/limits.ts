import {AUDIT_LEVELS} from '../audit/event.js';
import {evaluatePolicy} from '../audit/policy.js';
import type {AuditPolicy} from '../audit/policy-schema.js';
import {requestInfo} from '../kube/request-info.js';
import type {LabFile} from './schema.js';

/** A limit of a lab that the policy oversteps. */
export interface Overstepped {
  /** For a person: what is logged, at which level, by which rule. */
  text: string;
  why: string;
}

/** What an audit policy logs more of than a lab allows: to log everything is not a solution. */
export function overstepped(limits: LabFile['limits'], policy: AuditPolicy): Overstepped[] {
  return limits.flatMap(({request, user = 'somebody', groups, most, why}) => {
    const [method = '', path = ''] = request.split(' ');
    const asking = {username: user, groups: [...groups, 'system:authenticated']};
    const {level, rule} = evaluatePolicy(policy, {user: asking, info: requestInfo(method, path)});
    if (AUDIT_LEVELS.indexOf(level) <= AUDIT_LEVELS.indexOf(most)) return [];
    return [{text: `rule ${rule} logs ${request} of ${user} at ${level}; at most ${most} is allowed`, why}];
  });
}
