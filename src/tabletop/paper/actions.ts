import type {Action} from '../../events/words.js';
import type {ContainmentCheck, SimpleCheck} from '../../scenario/respond.js';

/** What is declared to be done makes these checks hold, by their keys: as far as words can tell, and no cluster is asked. */
const SERVES: Readonly<Record<CheckKey, readonly Action[]>> = {
  powerless: ['revoke', 'unbind'],
  revoked: ['revoke'],
  denied: ['unbind'],
  gone: ['delete'],
  back: ['restore'],
  absent: ['delete', 'stop'],
  isolated: ['isolate'],
  stopped: ['stop', 'delete'],
  onNode: ['clean-node'],
  cordoned: ['cordon', 'drain'],
  drained: ['drain'],
  frozen: ['freeze', 'revoke', 'unbind'],
  restored: ['restore'],
  rotated: ['rotate'],
};
type KeyOf<T> = T extends unknown ? keyof T : never;
type CheckKey = Exclude<KeyOf<SimpleCheck>, 'apiVersion' | 'name' | 'namespace' | 'fields'>;

/** Whether an action makes a check hold. */
export const serves = (action: Action, check: ContainmentCheck): boolean =>
  'any' in check ? check.any.some(one => serves(action, one)) : SERVES[keyOf(check)].includes(action);

const keyOf = (check: SimpleCheck): CheckKey => Object.keys(check).find(key => Object.hasOwn(SERVES, key)) as CheckKey;
