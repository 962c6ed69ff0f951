import type {ContainmentCheck, SimpleCheck} from './respond.js';
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

/** What a check looks at: all of its choices, where one of them is enough. */
export const partsOf = (check: ContainmentCheck): readonly SimpleCheck[] => ('any' in check ? check.any : [check]);

/** Checks that are about one object, whose resource stands at the check's own key. */
const OBJECTS = ['gone', 'back', 'stopped', 'restored', 'rotated'] as const;

/** The object that a check is about, where it is about one, and the key at which its resource stands. */
export function targetOf(check: SimpleCheck): {target: Target; key: string} | undefined {
  const key = OBJECTS.find(name => name in check);
  if (key === undefined) return undefined;
  const {[key]: resource, ...rest} = check as Record<string, unknown>;
  return {target: {...rest, resource} as Target, key};
}
