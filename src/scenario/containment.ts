import type {ContainmentCheck} from './respond.js';
import type {Scenario} from './schema.js';
import type {Target} from './steps/request.js';

/**
 * What has to hold before an attack of a scenario counts as contained, with its templates as they are. A scenario that
 * says nothing wants the attacker powerless, and gone what the rehearsed containment removes.
 */
export function containmentOf({
  respond,
  contain,
  actor,
}: Pick<Scenario, 'respond' | 'contain' | 'actor'>): ContainmentCheck[] {
  if (respond) return respond.contain.checks;
  const objects = contain.map(({within: _, ...target}): ContainmentCheck => target);
  const acts = 'serviceAccount' in actor || 'anonymous' in actor;
  return [...(acts ? [{powerless: 'actor' as const}] : []), ...objects];
}

/** The object that a check is about, where it is about one. */
export function targetOf(check: ContainmentCheck): Target | undefined {
  if ('gone' in check) return {...check, resource: check.gone};
  if ('stopped' in check) return {...check, resource: check.stopped};
  return 'restored' in check ? {...check, resource: check.restored} : undefined;
}
