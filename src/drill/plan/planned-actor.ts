import type {Scenario} from '../../scenario/schema.js';
import type {RequestContext} from '../../scenario/steps/request.js';
import {nobodyOf} from './credentials-nobody-has.js';

/** Who will make a request, as far as anybody can say before a drill. */
export interface PlannedActor {
  /** `actor`, `drill`, another identity, or the user of the component that follows a command on a node. */
  as: string;
  /** The user as the authorizer and the audit policy know it; absent where nobody can say. */
  user?: {username: string; groups: string[]};
  /** The server will not authenticate it: the answer is 401. */
  unauthenticated: boolean;
}

const ANONYMOUS = {username: 'system:anonymous', groups: ['system:unauthenticated']};

/** What is known beforehand of the identity that a step names. */
export function plannedActor(as: string, scenario: Scenario, {names}: RequestContext): PlannedActor {
  const nobody = as === 'actor' ? nobodyOf(scenario.actor) : as;
  if (nobody === 'anonymous') return {as, user: ANONYMOUS, unauthenticated: false};
  if (nobody?.startsWith('invalid-') || nobody?.endsWith('-certificate')) return {as, unauthenticated: true};
  if (as !== 'actor') return {as, unauthenticated: false};
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${names.namespace}`, 'system:authenticated'];
  return {as, user: {username: names.user, groups}, unauthenticated: false};
}
